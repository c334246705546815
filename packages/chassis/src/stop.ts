import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { deadline } from './waiting/deadline.ts';

/** What has to end, and the milliseconds it may take: what is not finished then is taken up by the next process. */
export type Ending = { what: string; ms: number; end: () => Promise<unknown> };

/**
 * Ends the parts of a service, one group after another, those of a group at once. A part that fails to end, or takes
 * too long, keeps no other from ending.
 */
export async function endInOrder(
  by: { clock: Clock; log: Logger },
  groups: readonly (readonly Ending[])[],
): Promise<void> {
  for (const group of groups) await Promise.all(group.map((ending) => end(by, ending)));
}

async function end({ clock, log }: { clock: Clock; log: Logger }, { what, ms, end }: Ending): Promise<void> {
  try {
    if (!(await deadline(clock, ms).isMetBy(end())))
      log.warn({ what, ms }, 'a part did not end in time; the next process takes over');
  } catch (error) {
    log.warn({ err: error, what }, 'a part did not end cleanly');
  }
}
