import type { Clock } from '../clock.ts';

/** A signal that fires after `ms`, as that of `AbortSignal.timeout` does, unless it is called off before. */
export function deadline(clock: Clock, ms: number): { signal: AbortSignal; callOff: () => void } {
  const over = new AbortController();
  const callOff = clock.after(ms, () => over.abort(new DOMException('The time for it is over.', 'TimeoutError')));
  return { signal: over.signal, callOff };
}
