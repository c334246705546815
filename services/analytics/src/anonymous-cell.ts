import { type AnonymousCell, customerRanges, peopleRanges } from '@crescendo/contracts';

/** What one customer's people did in a week, and how many people the customer has. */
export type Contribution = { acts: number; people: number };

const LARGEST_SHARE = 0.5;
const TWO_LARGEST_SHARE = 0.75;
/** Acts are rounded to tens, so that one person more or less does not show. */
const ROUNDED_TO = 10;

/** The range that a number falls in, given where each range begins; undefined below the first, which is the floor. */
const rangeOf = <R extends string>(ranges: readonly R[], number: number): R | undefined =>
  ranges.findLast((range) => number >= Number.parseInt(range, 10));

/**
 * The published figure for one kind of act in one week. It is suppressed
 *
 * - below the floor: fewer than 5 customers or 50 people. A customer without acts does not count, and no customer
 *   counts with more people than acts;
 * - when customers dominate: one has more than half of all acts, or two have more than three quarters. One of them
 *   could work out the other from the sum.
 *
 * The acts of all customers are one number, and no other published number can be subtracted from it.
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
