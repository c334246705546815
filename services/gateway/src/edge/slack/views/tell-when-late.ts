import { Failure } from '@crescendo/contracts';
import { z } from 'zod';
import type { SlackEdge } from '../slack-edge.ts';
import { tooLongView } from './loading.ts';

/** How long a window may say "One moment…". */
const FILLED_WITHIN_MS = 10_000;

/** Nothing to do: the window is filled, closed, or was never opened. */
const SETTLED = new Set(['hash_conflict', 'not_found']);

/** A window opened under our name; without `view` when Slack has not confirmed it. */
export type Opened = { tenant: string; window: string; view?: { id: string; hash: string } };

/**
 * Watches a window that is or may be open: if nobody fills it in ten seconds, it says so. A filled window stays
 * unchanged: it has another hash, and no longer our name, since its content does not repeat it. The late notice repeats
 * the name, so that later content still finds the window.
 */
export function tellWhenLate(
  { service, slack }: Pick<SlackEdge, 'service' | 'slack'>,
  { tenant, window, view }: Opened,
): void {
  const which = view ? { view_id: view.id, hash: view.hash } : { external_id: window };
  const tell = async () => {
    try {
      await slack.call({
        service,
        tenant,
        method: 'views.update',
        args: { ...which, view: { ...tooLongView, external_id: window } },
        answer: z.object({}),
      });
      service.log.warn({ tenant }, 'a window was not filled in time, and says so');
    } catch (error) {
      if (error instanceof Failure && SETTLED.has(error.code)) return;
      service.log.warn({ err: error, tenant }, 'a window may be empty, and could not say so');
    }
  };
  service.clock.after(FILLED_WITHIN_MS, () => void tell());
}
