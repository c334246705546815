import type { Response } from 'express';
import type { SimulatedSlack } from '../slack.ts';

/** Tells a page whenever what this person sees has changed (server-sent events; the browser connects again by itself). */
export function streamChanges(
  slack: SimulatedSlack,
  who: { teamId: string; userId: string },
  response: Response,
): void {
  response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write('retry: 1000\n\n');
  response.write(`data: ${slack.versionOf(who.teamId, who.userId)}\n\n`);
  const stopWatching = slack.watch((change) => {
    if (change.teamId === who.teamId && change.userId === who.userId) response.write(`data: ${change.version}\n\n`);
  });
  response.on('close', stopWatching);
}
