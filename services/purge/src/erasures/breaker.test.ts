import { newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { mostEnds, toBeHeld } from './breaker.ts';
import type { Erasure } from './erasures.ts';

const NOON = new Date('2026-11-24T12:00:00Z');
const MINUTE = 60_000;
const afterNoon = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE);

type Ending = Parameters<typeof toBeHeld>[0][number];

/** A customer whose grace ends this many minutes after noon. */
const ending = (minutes: number, rest: Partial<Ending> = {}): Ending => ({
  _id: newId('erasure'),
  scope: 'tenant',
  why: 'uninstalled',
  state: 'requested',
  graceUntil: afterNoon(minutes),
  times: {},
  ...rest,
});
const endings = (minutes: readonly number[], rest: Partial<Ending> = {}) => minutes.map((each) => ending(each, rest));
const held = (all: readonly Ending[], most = 3, now = NOON) => toBeHeld(all, { most, now });

test('three may always end within an hour; of a thousand customers, ten', () => {
  expect([0, 4, 300, 399, 400, 1000].map((customers) => mostEnds({ customers, atLeast: 3 }))).toEqual([
    ...[3, 3, 3, 3, 4, 10],
  ]);
});

test('as many as usual go on, one more and all of them wait', () => {
  const usual = endings([10, 20, 30]);
  expect(held(usual)).toEqual([]);
  const tooMany = [...usual, ending(70)];
  expect(held(tooMany)).toEqual(tooMany);
  expect(held([...usual, ending(71)])).toEqual([]);
});

test('it is seen a day ahead, when their grace begins', () => {
  const tomorrow = endings([1440, 1441, 1442, 1443]);
  expect(held(tomorrow)).toEqual(tomorrow);
});

test('those whose grace is long over, and who only wait, end together', () => {
  const waiting = endings([-300, -200, -100, -5]);
  expect(held(waiting)).toEqual(waiting);
});

test('those that ended within the hour count, and are past being held', () => {
  const gone = [-50, -40, -30].map((at) => ending(at, { state: 'done', times: { fenced: afterNoon(at) } }));
  const next = ending(5);
  expect(held([...gone, next])).toEqual([next]);
  expect(held([...gone, ending(15)])).toEqual([]);
  expect(held([...gone, ending(-45, { state: 'done', times: { fenced: afterNoon(-45) } })])).toEqual([]);
});

test('while it holds one, whoever else would end by themselves waits too', () => {
  const one = ending(0, { holds: [{ since: NOON, by: 'breaker' }] });
  const other = ending(600);
  expect(held([one, other])).toEqual([other]);
  expect(held([{ ...one, holds: [{ since: NOON, by: 'operator' }] }, other]), 'held by hand').toEqual([]);
  expect(held([{ ...one, holds: [{ since: NOON, until: NOON, by: 'breaker' }], releasedAt: NOON }, other])).toEqual([]);
});

test.each<[string, Partial<Ending>]>([
  ['an administrator wished for', { why: 'ended-by-admin' }],
  ['an operator wished for', { why: 'ended-by-operator' }],
  ['are of persons', { scope: 'person', why: 'asked' }],
  ['were taken back', { state: 'cancelled' }],
  ['an operator has released by name', { releasedAt: NOON }],
])('ends that %s do not count, and are not held', (_which, rest: Partial<Erasure>) => {
  expect(held([...endings([1, 2, 3, 4, 5], rest), ...endings([6, 7, 8])])).toEqual([]);
});
