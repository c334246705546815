import { expect, test } from 'vitest';
import { firstIntakeDay, intakeDay, intakeKeysGoneAt } from './intake-days.ts';

const now = new Date('2026-03-01T00:00:00.000Z');

test.each([
  ['2026-02-25', 'gone'],
  ['2026-02-26', 'open'],
  ['2026-03-01', 'open'],
  ['2026-03-02', 'open'],
  ['2026-03-03', 'not-yet'],
])('on the first of March the key of %s is %s', (day, state) => {
  expect(intakeDay(day, now)).toBe(state);
});

test('a key is destroyed only when three whole days have passed since its day', () => {
  const lastTraffic = new Date('2026-02-26T23:59:59.999Z');
  const destroyed = new Date('2026-03-02T00:00:00.000Z');
  expect(firstIntakeDay(new Date(destroyed.getTime() - 1)) <= '2026-02-26').toBe(true);
  expect(firstIntakeDay(destroyed) > '2026-02-26').toBe(true);
  expect(destroyed.getTime() - lastTraffic.getTime()).toBeGreaterThanOrEqual(3 * 24 * 60 * 60 * 1000);
});

test('the keys of a day are gone an hour after they are last given out', () => {
  const gone = intakeKeysGoneAt(new Date('2026-02-26T23:59:59.999Z'));
  expect(gone.toISOString()).toBe('2026-03-02T01:00:00.000Z');
  const anHourBefore = new Date('2026-03-02T00:00:00.000Z');
  expect(intakeDay('2026-02-26', new Date(anHourBefore.getTime() - 1))).toBe('open');
  expect(intakeDay('2026-02-26', anHourBefore)).toBe('gone');
});
