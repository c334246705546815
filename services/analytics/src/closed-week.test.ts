import { expect, test } from 'vitest';
import { latestClosedWeek, weekAfter } from './closed-week.ts';
import { isoWeekOf } from './iso-week.ts';

test('a week is closed when it has been over for the seven days that the broker keeps events', () => {
  const closed = (now: string) => latestClosedWeek(new Date(now)).name;
  expect(isoWeekOf(new Date('2026-11-02')).name).toBe('2026-W45');
  expect(closed('2026-11-15T23:59:59.999Z')).toBe('2026-W44');
  expect(closed('2026-11-16T00:00:00.000Z')).toBe('2026-W45');
});

test('one week follows the other over the end of a year', () => {
  expect(weekAfter(isoWeekOf(new Date('2026-12-31'))).name).toBe('2027-W01');
});
