import { Failure, opensView, type SlackTraffic, transient } from '@crescendo/contracts';
import { z } from 'zod';
import { AnswerLost } from '../api/failures.ts';
import type { SlackEdge } from '../edge.ts';
import { loadingView } from './loading.ts';

const DEADLINE_MS = 900;

const opened = z.object({ view: z.object({ id: z.string().regex(/^V[A-Z0-9]{1,31}$/) }) });

/** Slack takes a trigger once: this click was carried out before. */
const USED = 'exchanged_trigger_id';

/**
 * Where a click opens a window, opens it, loading, and gives the click its id. Undefined when the trigger was used
 * before: the click is a replay. Throws Failure when there is no window, since nothing could then come of the click.
 */
export async function openWindow(
  { service, slack }: Pick<SlackEdge, 'service' | 'slack'>,
  click: { tenant: string; delivery: string; traffic: SlackTraffic },
): Promise<SlackTraffic | undefined> {
  const { tenant, delivery, traffic } = click;
  if (traffic.kind !== 'action' || !opensView.has(traffic.action)) return traffic;
  try {
    const { view } = await slack.call({
      service,
      tenant,
      method: 'views.open',
      args: { trigger_id: delivery, view: loadingView },
      answer: opened,
      deadlineMs: DEADLINE_MS,
    });
    return { ...traffic, view: view.id };
  } catch (error) {
    if (error instanceof Failure && error.code === USED) {
      service.metrics.refused.inc({ code: 'replay' });
      return undefined;
    }
    if (error instanceof AnswerLost) throw transient('view-not-opened', 'Slack did not say whether the window opened.');
    throw error;
  }
}
