/**
 * A moment in Slack's date format, which shows it in the reader's own zone and words ("tomorrow at 10:00").
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export const slackDate = (moment: Date): string =>
  `<!date^${Math.floor(moment.getTime() / 1000)}^{date_short_pretty} at {time}|${moment.toISOString().slice(0, 16)} UTC>`;
