import { permanent, type SlackTraffic } from '@crescendo/contracts';

/** A parsed request from Slack. Everything that is not in here stays at the edge. */
export type Received =
  /** Something a person did, or something that happened to them. */
  | {
      kind: 'traffic';
      team: string;
      /** Slack's id for it, the same for each delivery. */
      delivery: string;
      /** When it happened, by Slack's clock; undefined if Slack does not say. */
      at: Date | undefined;
      traffic: SlackTraffic;
    }
  /** Slack says that the app was removed, or that its bot token was revoked. */
  | { kind: 'loss'; team: string; at: Date }
  /** Slack left out events of this minute. */
  | { kind: 'dropped'; team: string; at: Date }
  /** Something we ignore. The code labels a metric. */
  | { kind: 'ignored'; code: string };

export const ignored = (code: string): Received => ({ kind: 'ignored', code });

/** A request from Slack in an unknown form. The message says where, never what. */
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
