/** How many rows a service had at a time. */
export type Sample = { at: Date; left: number };

/** Older than this before the last one, a sample says nothing of how fast it goes. */
const WINDOW_MS = 60_000;
/** In less than this too little happens to tell. */
const AT_LEAST_MS = 500;

/**
 * Rows a second and seconds left, from samples in the order of their times. A time at the start when nothing moved yet
 * does not count: it goes as fast as it goes since. Both are absent while nothing moves; done is zero seconds left.
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
