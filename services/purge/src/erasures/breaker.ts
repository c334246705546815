import type { Erasure } from './erasures.ts';
import { holdOf, isAutomatic } from './holds.ts';

const HOUR_MS = 3_600_000;
const SHARE = 0.01;

/** How many customers may end within an hour without anyone's request. */
export const mostEnds = ({ customers, atLeast }: { customers: number; atLeast: number }): number =>
  Math.max(atLeast, Math.floor(customers * SHARE));

type Ending = Pick<Erasure, '_id' | 'scope' | 'why' | 'state' | 'graceUntil' | 'times' | 'holds' | 'releasedAt'>;

/** When a customer ends: when they were fenced, or when their grace will be over. */
const endOf = ({ times, graceUntil }: Ending, now: Date): number =>
  (times.fenced ?? (graceUntil > now ? graceUntil : now)).getTime();

/**
 * Which ends to put on hold: all unrequested ones, when more than `most` of them fall within one hour, or when the
 * breaker already holds others. A fault on our side or at Slack looks like many customers leaving at once. So an
 * operator must look and release each by name before anyone is erased.
 *
 * @param endings every customer erasure of the last days, including finished ones
 * @returns the ones that are not on hold yet
 */
export function toBeHeld<E extends Ending>(endings: readonly E[], { most, now }: { most: number; now: Date }): E[] {
  const automatic = endings.filter(
    (each) => isAutomatic(each) && each.state !== 'cancelled' && each.releasedAt === undefined,
  );
  const waiting = automatic.filter(({ state }) => state === 'requested');
  const free = waiting.filter((each) => !holdOf(each));
  // A hold by an operator says nothing about other customers.
  const othersAreHeld = waiting.some((each) => holdOf(each)?.by === 'breaker');
  return othersAreHeld || tooMany(automatic, { most, now }) ? free : [];
}

/** Whether more than `most` end within an hour, at least one of them in the future. */
function tooMany(automatic: readonly Ending[], { most, now }: { most: number; now: Date }): boolean {
  const ends = automatic
    .map((each) => ({ at: endOf(each, now), waits: each.state === 'requested' }))
    .toSorted((a, b) => a.at - b.at);
  return ends.some(({ at }, first) => {
    const within = ends.slice(first).filter((end) => end.at - at <= HOUR_MS);
    return within.length > most && within.some(({ waits }) => waits);
  });
}
