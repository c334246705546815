import { chain, type Link, POISONED } from './chain.ts';
import type { OnTheWire, Stored } from './judge.ts';
import type { Plan } from './plan.ts';

export type Findings = {
  stored: Readonly<Record<Link, Stored>>;
  onTheWire: Readonly<Record<Link, OnTheWire>>;
  /** Replicas that ended unasked. */
  crashes: readonly string[];
};

/** With fewer copies than this, the drill does not prove that services skip copies. */
export type Demands = { copies: number };

/** The broken promises, in words; empty if all hold. */
export function faultsFound(plan: Plan, findings: Findings, demands: Demands): string[] {
  return [
    ...chain.flatMap((link) => faultsOf(link, plan, findings.stored[link])),
    ...enoughCopies(findings, demands),
    ...findings.crashes.map((crash) => `a replica ended by itself: ${crash}`),
  ];
}

/** A service's count of the sound keys' events. */
export function soundCount(plan: Plan, { tallies }: Stored): number {
  return [...plan.sound.keys()].reduce((sum, key) => sum + (tallies.get(key)?.count ?? 0), 0);
}

export const copiesOf = (onTheWire: Findings['onTheWire']): number =>
  chain.reduce((sum, link) => sum + onTheWire[link].copies, 0);

function faultsOf(link: Link, plan: Plan, stored: Stored): string[] {
  const wanted = [...plan.sound.values()].reduce((sum, count) => sum + count, 0);
  const counted = soundCount(plan, stored);
  const disordered = [...plan.sound].filter(([key, count]) => !isInOrder(stored.tallies.get(key), count));
  const found = [
    counted === wanted || `counted ${counted} events instead of ${wanted}`,
    disordered.length === 0 || `keys with another history than was published: ${disordered.length}`,
    stored.pendingInOutbox === 0 || `${stored.pendingInOutbox} events are still in the outbox`,
    ...poisonedKey(link, plan, stored),
  ];
  return found.flatMap((fault) => (typeof fault === 'string' ? [`${link}: ${fault}`] : []));
}

/**
 * The first service counts all events of the key. The second counts those before the poisoned one, and keeps the rest.
 * The third counts the same as the second.
 */
function poisonedKey(link: Link, { poisoned }: Plan, { tallies, deadLetters }: Stored): (true | string)[] {
  const through = link === 'billing' ? poisoned.count : poisoned.at;
  const kept = link === 'analytics' ? poisoned.count - poisoned.at : 0;
  const dead = deadLetters.filter(({ status }) => status === 'dead');
  const expected = (each: Stored['deadLetters'][number]) =>
    each.key === poisoned.tenant && (each.status === 'parked' || each.code === POISONED);
  return [
    isInOrder(tallies.get(poisoned.tenant), through) || 'the poisoned key has another history than it should',
    deadLetters.every(expected) || 'there are dead letters that should not be',
    (dead.length === Math.min(kept, 1) && deadLetters.length === kept) ||
      `${dead.length} dead letters with ${deadLetters.length - dead.length} parked behind, instead of ${Math.min(kept, 1)} with ${Math.max(kept - 1, 0)}`,
  ];
}

function isInOrder(tally: { count: number; seen: readonly number[] } | undefined, count: number): boolean {
  const { count: counted, seen } = tally ?? { count: 0, seen: [] };
  return counted === count && seen.length === count && seen.every((number, place) => number === place);
}

function enoughCopies({ onTheWire }: Findings, demands: Demands): string[] {
  const copies = copiesOf(onTheWire);
  return copies >= demands.copies
    ? []
    : [`only ${copies} copies came on the wire: too few to show that they are absorbed`];
}
