import { deadline } from '@crescendo/chassis';
import { permanent } from '@crescendo/contracts';
import { noteLoss } from '../../leaving/note-loss.ts';
import type { Workspace } from '../../workspaces.ts';
import { noteDropped } from './note-dropped.ts';
import type { Received } from './received.ts';
import type { SlackEdge } from './slack-edge.ts';
import { timeOfAct } from './time-of-act.ts';
import { openWindow } from './views/open-window.ts';

/** Answers are due within two seconds, including the network both ways. */
export const ANSWER_MS = 1_700;

/** Slack's own times are whole seconds. An event older than the relationship belongs to an earlier one. */
const isFromBefore = (at: Date, { installedAt }: Workspace): boolean =>
  Math.floor(at.getTime() / 1000) < Math.floor(installedAt.getTime() / 1000);

/**
 * Carries out a request: puts traffic on the stream, has a loss checked, counts what we ignore. Throws Failure:
 * `unknown-team` (permanent), or a retriable one when the event could not be stored in time, whatever is away. Then
 * nothing more starts for it, and it has no effect unless the code is `in-doubt`.
 */
export async function take(edge: SlackEdge, received: Received, signedAt: Date): Promise<void> {
  const { service, workspaces } = edge;
  const limit = deadline(service.clock, ANSWER_MS);
  const count = (code: string) => service.metrics.refused.inc({ code });
  if (received.kind === 'ignored') return count(received.code);

  const workspace = await limit.within(workspaces.find(service, received.team));
  if (!workspace) throw permanent('unknown-team', 'The workspace has not installed the app.');
  const { tenant } = workspace;
  const at = timeOfAct(received.at, signedAt);
  if (received.kind === 'dropped') return await noteDropped(service, { tenant, at, limit });
  if (isFromBefore(at, workspace)) return count('older-than-installation');

  if (received.kind === 'loss') {
    const unheeded = await limit.within(noteLoss(service, { tenant, at }));
    return unheeded && count(unheeded);
  }
  const { delivery, traffic } = received;
  const withWindow = (window: string) => openWindow(edge, { tenant, delivery, traffic, window });
  await edge.accept(service, { tenant, delivery, at, traffic: withWindow, limit });
}
