import type { Clock } from '@crescendo/chassis';
import { transient } from '@crescendo/contracts';

/** Resolves as `work` does, or throws a retriable Failure `edge-too-slow` after `ms`; what `work` then does goes unheard. */
export async function inTime<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const callOff = clock.after(ms, () => reject(transient('edge-too-slow', 'It could not be done in time.')));
  return await Promise.race([work, late]).finally(callOff);
}
