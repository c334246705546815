import { Failure } from '@crescendo/contracts';
import { z } from 'zod';
import type { SlackEdge } from '../slack-edge.ts';
import { tooLongView } from './loading.ts';

/** How long a window may say "One moment…". */
const FILLED_WITHIN_MS = 10_000;

/** The window is as it should be: filled, closed, or never opened. */
const SETTLED = new Set(['hash_conflict', 'not_found']);

/** A window that was opened under our name for it; without `view` when Slack has not told us so. */
export type Opened = { tenant: string; window: string; view?: { id: string; hash: string } };

/**
 * Looks after a window that is open, or may be: when nobody has filled it in ten seconds it says so. One that was filled
 * stays as it is: it has another hash, and our name no more, since its content does not repeat it. This does, so that
 * content which comes later still finds it.
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
