/** The maximum length of a section block's text. https://docs.slack.dev/reference/block-kit/blocks/section-block */
export const mrkdwnLimit = 3000;

/** Plain text: escapes Slack's three control characters. https://docs.slack.dev/messaging/formatting-message-text */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A link that shows `label`. The address must be free of `|` and `>`, as every parsed URL is. */
export const mrkdwnLink = (url: string, label: string): string =>
  `<${escapeMrkdwn(new URL(url).href)}|${escapeMrkdwn(label).replaceAll('|', '¦')}>`;

function inline(text: string): string {
  return text
    .replace(/\*\*(.+?)\*\*/g, '\u0000$1\u0000') // set aside, so that the next line does not treat it as emphasis
    .replace(/\*(\S(?:.*?\S)?)\*/g, '_$1_')
    .replaceAll('\u0000', '*');
}

function line(text: string): string {
  const quote = /^>\s?(.*)$/.exec(text);
  if (quote) return `>${inline(escapeMrkdwn(quote[1] ?? ''))}`;
  const heading = /^#{1,6}\s+(.*)$/.exec(text);
  if (heading) return `*${escapeMrkdwn(heading[1] ?? '')}*`;
  const item = /^[-*]\s+(.*)$/.exec(text);
  return item ? `• ${inline(escapeMrkdwn(item[1] ?? ''))}` : inline(escapeMrkdwn(text));
}

/** Whether a line starts a new block instead of continuing the paragraph or list item before it. */
const begins = (text: string): boolean => /^(\s*$|>|#{1,6}\s|[-*]\s|\d+\.\s)/.test(text);

/**
 * Markdown as lessons use it (paragraphs, bold, emphasis, lists, quotes, headings, code) to Slack's mrkdwn. Joins the
 * lines of a paragraph, because Slack shows every line break.
 */
export function toMrkdwn(markdown: string): string {
  const lines: string[] = [];
  for (const text of markdown
    .trim()
    .split('\n')
    .map((each) => each.trimEnd())) {
    const last = lines.at(-1);
    if (last !== undefined && last !== '' && !begins(text) && !/^#{1,6}\s/.test(last))
      lines[lines.length - 1] = `${last} ${text.trim()}`;
    else lines.push(text);
  }
  return lines.map(line).join('\n');
}
