import { type AnonymousCell, customerRanges, peopleRanges } from '@crescendo/contracts';

/** What one customer's people did in a week, and how many people it has. */
export type Contribution = { acts: number; people: number };

const LARGEST_SHARE = 0.5;
const TWO_LARGEST_SHARE = 0.75;
/** Acts are told in tens: one person's more or less is not to be seen. */
const ROUNDED_TO = 10;

/** The range a number is in, by where each begins; undefined below the first, which is the floor. */
const rangeOf = <R extends string>(ranges: readonly R[], number: number): R | undefined =>
  ranges.findLast((range) => number >= Number.parseInt(range, 10));

/**
 * What is told of one kind of act in one week. It is suppressed
 *
 * - under the floor: fewer than 5 customers or 50 people. A customer without acts does not count, nor do more people of a
 *   customer than acts: no more can be behind them;
 * - where a customer dominates: more than half of all acts are one's, or more than three quarters two's. One of them could
 *   read the other out of the sum.
 *
 * The acts of all customers are one number, from which no other that is published can be subtracted.
 */
export function anonymousCell(contributions: readonly Contribution[]): AnonymousCell {
  const behind = contributions.filter(({ acts, people }) => acts > 0 && people > 0);
  const acts = behind.map((each) => each.acts).sort((a, b) => b - a);
  const sum = acts.reduce((total, each) => total + each, 0);
  const people = behind.reduce((total, each) => total + Math.min(each.acts, each.people), 0);
  const [largest = 0, second = 0] = acts;
  if (largest > LARGEST_SHARE * sum || largest + second > TWO_LARGEST_SHARE * sum) return 'suppressed';
  const ranges = { customers: rangeOf(customerRanges, behind.length), people: rangeOf(peopleRanges, people) };
  if (!ranges.customers || !ranges.people) return 'suppressed';
  return { acts: Math.round(sum / ROUNDED_TO) * ROUNDED_TO, customers: ranges.customers, people: ranges.people };
}
