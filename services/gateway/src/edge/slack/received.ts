import { permanent, type SlackTraffic } from '@crescendo/contracts';

/** What a request from Slack asks of us, once read. Everything that is not in here stays at the edge. */
export type Received =
  /** Something a person did, or that happened to them. */
  | {
      kind: 'traffic';
      team: string;
      /** Slack's id of it: the same whenever it is delivered again. */
      delivery: string;
      /** When it happened by Slack's clock; undefined where Slack does not say. */
      at: Date | undefined;
      traffic: SlackTraffic;
    }
  /** Slack says that the app was removed, or that its bot token is taken no more. */
  | { kind: 'loss'; team: string; at: Date }
  /** Slack had more to tell of this minute than it delivers. */
  | { kind: 'dropped'; team: string; at: Date }
  /** Nothing we act on. The code labels a metric. */
  | { kind: 'ignored'; code: string };

export const ignored = (code: string): Received => ({ kind: 'ignored', code });

/** A request that is from Slack but not in a form we know. Says where, never what. */
export const malformed = (message = 'The request has not the form that Slack documents.') =>
  permanent('malformed-body', message);

/** JSON from raw bytes. Throws `malformed-body`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The body is not JSON.'); // without the parser's message, which quotes the text
  }
}
