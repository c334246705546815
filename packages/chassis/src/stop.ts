import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { deadline } from './waiting/deadline.ts';

/** A part to end, and the milliseconds it may take: the next process takes over what is unfinished then. */
export type Ending = { what: string; ms: number; end: () => Promise<unknown> };

/**
 * Ends the parts of a service: groups one after another, the parts of a group in parallel. A part that fails or takes
 * too long does not stop the others.
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
