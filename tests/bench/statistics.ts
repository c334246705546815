/** A value measured several times: its median and its range. */
export type Spread = { median: number; least: number; most: number };

/**
 * The value below which this share of the values lies. Uses the nearest rank, so it is always a measured value. Throws
 * if there are no values.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.max(0, Math.ceil(share * sorted.length) - 1);
  const found = sorted[at];
  if (found === undefined) throw new Error('there is no quantile of nothing');
  return found;
}

/** The middle value, or the mean of the two middle ones. Throws if there are no values. */
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
 * The ratio of ours to bare, round by round: whatever slows the machine slows both sides of a round, so the ratio
 * stays. Throws if the numbers of rounds differ.
 */
export function ratios(ours: readonly number[], bare: readonly number[]): Spread {
  if (ours.length !== bare.length) throw new Error('every round needs both');
  return spread(ours.map((value, round) => value / (bare[round] ?? Number.NaN)));
}
