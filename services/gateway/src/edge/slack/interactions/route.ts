import type { SignedHandler } from '../signed.ts';
import type { SlackEdge } from '../slack-edge.ts';
import { take } from '../take.ts';
import { readInteraction } from './read-interaction.ts';
import { tell } from './tell.ts';

/** `POST /slack/interactions`. Slack never repeats a click; an empty 200 to a submitted form closes its window. */
export const interactionRoute =
  (edge: SlackEdge): SignedHandler =>
  async ({ text, at }, response) => {
    const received = readInteraction(new URLSearchParams(text));
    switch (received.kind) {
      case 'answered':
        edge.service.metrics.refused.inc({ code: received.code });
        response.json(received.body);
        return;
      case 'told':
        await tell(edge, received);
        break;
      default:
        await take(edge, received, at);
    }
    response.status(200).end();
  };
