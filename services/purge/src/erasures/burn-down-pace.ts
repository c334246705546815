/** How many rows a service had at a moment. */
export type Sample = { at: Date; left: number };

/** Samples this much older than the last one say nothing about the current pace. */
const WINDOW_MS = 60_000;
/** Too short a span to measure a pace. */
const AT_LEAST_MS = 500;

/**
 * Rows per second and seconds left, from samples in order of time. The pace counts from when rows began to fall. Both
 * are absent while nothing moves; a finished erasure has zero seconds left.
 */
export function paceOf(samples: readonly Sample[]): { perSecond?: number; secondsLeft?: number } {
  const last = samples.at(-1);
  if (!last) return {};
  if (last.left === 0) return { secondsLeft: 0 };
  const recent = samples.filter(({ at }) => last.at.getTime() - at.getTime() <= WINDOW_MS);
  const first = recent.findLast(({ left }) => left === recent[0]?.left) ?? last;
  const ms = last.at.getTime() - first.at.getTime();
  const rows = first.left - last.left;
  if (ms < AT_LEAST_MS || rows <= 0) return {};
  const perSecond = (rows * 1000) / ms;
  return { perSecond, secondsLeft: last.left / perSecond };
}
