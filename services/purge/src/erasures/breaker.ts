import type { Erasure } from './erasures.ts';
import { holdOf, isAutomatic } from './holds.ts';

const HOUR_MS = 3_600_000;
const SHARE = 0.01;

/** How many customers may end within an hour by themselves. */
export const mostEnds = ({ customers, atLeast }: { customers: number; atLeast: number }): number =>
  Math.max(atLeast, Math.floor(customers * SHARE));

type Ending = Pick<Erasure, '_id' | 'scope' | 'why' | 'state' | 'graceUntil' | 'times' | 'holds' | 'releasedAt'>;

/** When a customer ends: they were fenced, or will be as soon as their grace is over. */
const endOf = ({ times, graceUntil }: Ending, now: Date): number =>
  (times.fenced ?? (graceUntil > now ? graceUntil : now)).getTime();

/**
 * Whose end has to be put on hold: all that would end by themselves, when more than `most` of them would within one hour,
 * or when it has put others on hold already. A fault on our side or on Slack's looks like many customers leaving at once; no one
 * is erased by it before an operator has looked, and released them by name.
 *
 * @param endings every customer's erasure of the last days, those that are over too
 * @returns those that are not on hold yet
 */
export function toBeHeld<E extends Ending>(endings: readonly E[], { most, now }: { most: number; now: Date }): E[] {
  const automatic = endings.filter(
    (each) => isAutomatic(each) && each.state !== 'cancelled' && each.releasedAt === undefined,
  );
  const waiting = automatic.filter(({ state }) => state === 'requested');
  const free = waiting.filter((each) => !holdOf(each));
  // One that an operator holds says nothing about the others.
  const othersAreHeld = waiting.some((each) => holdOf(each)?.by === 'breaker');
  return othersAreHeld || tooMany(automatic, { most, now }) ? free : [];
}

/** Whether more than `most` end within an hour, one of them at least not yet. */
function tooMany(automatic: readonly Ending[], { most, now }: { most: number; now: Date }): boolean {
  const ends = automatic
    .map((each) => ({ at: endOf(each, now), waits: each.state === 'requested' }))
    .toSorted((a, b) => a.at - b.at);
  return ends.some(({ at }, first) => {
    const within = ends.slice(first).filter((end) => end.at - at <= HOUR_MS);
    return within.length > most && within.some(({ waits }) => waits);
  });
}
