import { slackActions } from '@crescendo/contracts';

/** The state of a person's wish to be erased. */
export type DeletionState =
  | { kind: 'not-asked'; coolingOffHours: number }
  /** Can be taken back until then. */
  | { kind: 'asked'; until: Date }
  | { kind: 'under-way' };

type Block = Record<string, unknown>;

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string): Block => ({ type: 'section', text: { type: 'mrkdwn', text } });
const context = (text: string): Block => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });
const actions = (...elements: Block[]): Block => ({ type: 'actions', elements });

/** The part of App Home where a person deletes their data, or takes that back. */
export function yourDataBlocks(state: DeletionState): Block[] {
  switch (state.kind) {
    case 'not-asked':
      return [
        section(
          '*Your data*\nWe keep your Slack ID, e-mail address, time zone and language, the lessons you got, your answers, and what you told us about lessons.',
        ),
        actions(deleteButton(state.coolingOffHours)),
      ];
    case 'asked':
      return [
        section(`*Your data*\nIt will be deleted on ${slackDate(state.until)}. Until then you can change your mind.`),
        actions({ type: 'button', action_id: slackActions.keepMe, text: plain('Keep my data'), style: 'primary' }),
      ];
    case 'under-way':
      return [section('*Your data*\nIt is being deleted.'), context('You can no longer take this back.')];
  }
}

/** Slack asks for confirmation before the click reaches us. */
function deleteButton(coolingOffHours: number): Block {
  const goes = 'we delete everything we keep about you, for good. If you start again later, you start as someone new.';
  const stays = 'Messages in Slack stay in Slack.';
  const when = coolingOffHours > 0 ? `You can change your mind for ${inWords(coolingOffHours)}. Then` : 'Right away';
  return {
    type: 'button',
    action_id: slackActions.eraseMe,
    text: plain('Delete my data'),
    style: 'danger',
    confirm: {
      title: plain('Delete your data?'),
      text: plain(`${when} ${goes} ${stays}`),
      confirm: plain('Delete my data'),
      deny: plain('Keep it'),
      style: 'danger',
    },
  };
}

function inWords(hours: number): string {
  const seconds = Math.max(1, Math.round(hours * 3600));
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes === 1) return 'a minute';
  if (minutes < 120) return `${minutes} minutes`;
  return `${Math.round(hours)} hours`;
}

/** Shown in the reader's own zone. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
const slackDate = (moment: Date) =>
  `<!date^${Math.floor(moment.getTime() / 1000)}^{date_long} at {time}|${moment.toISOString().slice(0, 16)} UTC>`;
