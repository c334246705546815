import type { Clock } from '@crescendo/chassis';
import { Failure, opensView, type SlackTraffic } from '@crescendo/contracts';
import { z } from 'zod';
import { AnswerLost } from '../../../outbound/slack/failures.ts';
import type { SlackEdge } from '../slack-edge.ts';
import { loadingView } from './loading.ts';
import { tellWhenLate } from './tell-when-late.ts';

/** How long a click waits for its window to open. */
const PATIENCE_MS = 500;
/** How long Slack may take to answer. */
const DEADLINE_MS = 8_000;

const opened = z.object({ view: z.object({ id: z.string().regex(/^V[A-Z0-9]{1,31}$/), hash: z.string().max(100) }) });

/** Slack accepts a trigger, and our name for a window, once: this click was carried out before. */
const USED = new Set(['exchanged_trigger_id', 'duplicate_external_id']);

type Edge = Pick<SlackEdge, 'service' | 'slack'>;
type Opening = { tenant: string; delivery: string; window: string };

/**
 * If a click opens a window, opens it in its loading state under a name we choose. The click continues once Slack has
 * opened the window, or after half a second whatever Slack does: the window's owner fills it as soon as it is there.
 * Undefined when the click is a replay. Throws a Failure when Slack says in time that there is no window, since then
 * the click could have no effect.
 *
 * @param click.window our name for the window: the same for each delivery of the click
 */
export async function openWindow(
  edge: Edge,
  click: Opening & { traffic: SlackTraffic },
): Promise<SlackTraffic | undefined> {
  const { traffic, window } = click;
  if (traffic.kind !== 'action' || !opensView.has(traffic.action)) return traffic;
  const { clock, log } = edge.service;
  const outcome = await soon(clock, open(edge, click), (failure) => {
    log.warn({ err: failure, tenant: click.tenant }, 'a window did not open: too late to say so');
  });
  return outcome === 'replay' ? undefined : { ...traffic, view: window };
}

async function open(edge: Edge, { tenant, delivery, window }: Opening): Promise<'open' | 'perhaps' | 'replay'> {
  const { service, slack } = edge;
  try {
    const { view } = await slack.call({
      service,
      tenant,
      method: 'views.open',
      args: { trigger_id: delivery, view: { ...loadingView, external_id: window } },
      answer: opened,
      deadlineMs: DEADLINE_MS,
    });
    tellWhenLate(edge, { tenant, window, view });
    return 'open';
  } catch (error) {
    if (error instanceof AnswerLost) {
      tellWhenLate(edge, { tenant, window });
      return 'perhaps';
    }
    if (!(error instanceof Failure && USED.has(error.code))) throw error;
    service.metrics.refused.inc({ code: 'replay' });
    return 'replay';
  }
}

/** The result of `work` if it comes in time, else `late`; then `heed` gets a later failure, for which nobody waits. */
async function soon<T>(clock: Clock, work: Promise<T>, heed: (failure: unknown) => void): Promise<T | 'late'> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const callOff = clock.after(PATIENCE_MS, () => {
    work.catch(heed);
    resolve('late');
  });
  return await Promise.race([work, late]).finally(callOff);
}
