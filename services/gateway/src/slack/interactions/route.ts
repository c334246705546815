import type { SlackEdge } from '../edge.ts';
import type { SignedHandler } from '../signed.ts';
import { take } from '../take.ts';
import { readInteraction } from './read-interaction.ts';

/** `POST /slack/interactions`. Slack never sends a click again; an empty 200 to a submitted form closes its window. */
export const interactionRoute =
  (edge: SlackEdge): SignedHandler =>
  async ({ text, at }, response) => {
    await take(edge, readInteraction(new URLSearchParams(text)), at);
    response.status(200).end();
  };
