/** A number that was taken several times: its median, and how far apart the times were. */
export type Spread = { median: number; least: number; most: number };

/** The value below which a share of the values lie: the nearest rank, so always one that was measured. Throws on none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.max(0, Math.ceil(share * sorted.length) - 1);
  const found = sorted[at];
  if (found === undefined) throw new Error('there is no quantile of nothing');
  return found;
}

/** The middle of the values; between the two in the middle where their number is even. Throws on none. */
export const median = (values: readonly number[]): number =>
  (quantile(values, 0.5) +
    -quantile(
      values.map((value) => -value),
      0.5,
    )) /
  2;

export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/**
 * How ours compares with bare, round by round: what slows a machine down slows down both of a round, and leaves their
 * ratio. Throws when the rounds differ in number.
 */
export function ratios(ours: readonly number[], bare: readonly number[]): Spread {
  if (ours.length !== bare.length) throw new Error('every round needs both');
  return spread(ours.map((value, round) => value / (bare[round] ?? Number.NaN)));
}
