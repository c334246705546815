import { Failure } from '@crescendo/contracts';
import { z } from 'zod';
import type { SlackEdge } from '../edge.ts';
import { tooLongView } from './loading.ts';

/** How long a window may say "One moment…". */
const FILLED_WITHIN_MS = 10_000;

/** The window is as it should be: filled, or closed. */
const SETTLED = new Set(['hash_conflict', 'not_found']);

/**
 * Looks after a window that has opened: when nobody has filled it in ten seconds it says so. Slack compares the hash, so
 * a window that was filled stays as it is.
 */
export function tellWhenLate(
  { service, slack }: Pick<SlackEdge, 'service' | 'slack'>,
  { tenant, view }: { tenant: string; view: { id: string; hash: string } },
): void {
  const tell = async () => {
    try {
      await slack.call({
        service,
        tenant,
        method: 'views.update',
        args: { view_id: view.id, hash: view.hash, view: tooLongView },
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
