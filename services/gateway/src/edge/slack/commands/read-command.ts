import { malformed, type Received } from '../received.ts';
import { deliveryId, slackId } from '../shapes.ts';

/** The words after `/crescendo` that we carry out, with their help text. */
export const commandWords = {
  start: 'begin to get lessons',
  stop: 'no more lessons',
  lesson: 'the next lesson, now',
} as const;

export type ReadCommand =
  | (Received & { kind: 'traffic' })
  /** Answered at once, to the person only. */
  | { kind: 'help'; unknown: boolean }
  /** Slack's health check. */
  | { kind: 'ssl-check' };

const isWord = (word: string): word is keyof typeof commandWords => Object.hasOwn(commandWords, word);

/**
 * Reads a slash command. Only a known word of the text passes, nothing else. Throws `malformed-body`. Source:
 * docs.slack.dev/interactivity/implementing-slash-commands.
 */
export function readCommand(form: URLSearchParams): ReadCommand {
  if (form.get('ssl_check') === '1') return { kind: 'ssl-check' };
  const team = slackId.safeParse(form.get('team_id'));
  const user = slackId.safeParse(form.get('user_id'));
  const delivery = deliveryId.safeParse(form.get('trigger_id'));
  if (!team.success || !user.success || !delivery.success) throw malformed();
  const [word = ''] = (form.get('text') ?? '').trim().toLowerCase().split(/\s+/);
  if (!isWord(word)) return { kind: 'help', unknown: word !== '' && word !== 'help' };
  return {
    kind: 'traffic',
    team: team.data,
    delivery: delivery.data,
    at: undefined,
    traffic: { kind: 'command', slackUser: user.data, text: word },
  };
}
