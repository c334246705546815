import { deadline } from '@crescendo/chassis';
import { permanent } from '@crescendo/contracts';
import { z } from 'zod';
import type { SlackEdge } from '../slack-edge.ts';
import { ANSWER_MS } from '../take.ts';
import { notice } from '../views/notice.ts';
import type { Unserved } from './unserved.ts';

const DEADLINE_MS = 8_000;

/**
 * Opens a window with a notice for the person who acted. Does not wait for Slack: our answer to Slack never depends on
 * Slack. Throws Failure: `unknown-team`, or retriable when the workspace cannot be looked up.
 */
export async function tell(
  edge: SlackEdge,
  { code, team, delivery, text }: Unserved & { kind: 'told' },
): Promise<void> {
  const { service, slack, workspaces } = edge;
  const workspace = await deadline(service.clock, ANSWER_MS).within(workspaces.find(service, team));
  if (!workspace) throw permanent('unknown-team', 'The workspace has not installed the app.');
  service.metrics.refused.inc({ code });
  const { tenant } = workspace;
  const opening = slack.call({
    service,
    tenant,
    method: 'views.open',
    args: { trigger_id: delivery, view: notice(text) },
    answer: z.object({}),
    deadlineMs: DEADLINE_MS,
  });
  opening.catch((error: unknown) => {
    service.log.warn({ err: error, tenant, code }, 'someone acted on what we do not serve, and could not be told so');
  });
}
