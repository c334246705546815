import { parseJson } from '../received.ts';
import type { SignedHandler } from '../signed.ts';
import type { SlackEdge } from '../slack-edge.ts';
import { take } from '../take.ts';
import { readEvent } from './read-event.ts';

/** `POST /slack/events`. Slack repeats an event when it gets no 2xx within three seconds. */
export const eventRoute =
  (edge: SlackEdge): SignedHandler =>
  async ({ text, at }, response) => {
    const received = readEvent(parseJson(text));
    if (received.kind === 'challenge') {
      response.json({ challenge: received.challenge });
      return;
    }
    await take(edge, received, at);
    response.status(200).end();
  };
