import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoWeekOf } from './iso-week.ts';

const WEEK_MS = 7 * 86_400_000;
const moments = fc.date({ min: new Date('1990-01-01'), max: new Date('2150-01-01'), noInvalidDate: true });

test.each([
  ['2015-12-31T23:59:59.999Z', '2015-W53'],
  ['2016-01-03T23:59:59.999Z', '2015-W53'],
  ['2016-01-04T00:00:00.000Z', '2016-W01'],
  ['2018-12-30T23:59:59.999Z', '2018-W52'],
  ['2018-12-31T00:00:00.000Z', '2019-W01'],
  ['2020-12-31T12:00:00.000Z', '2020-W53'],
  ['2021-01-03T23:59:59.999Z', '2020-W53'],
  ['2021-01-04T00:00:00.000Z', '2021-W01'],
  ['2022-01-01T00:00:00.000Z', '2021-W52'],
  ['2024-02-29T08:00:00.000Z', '2024-W09'],
  ['2024-12-30T00:00:00.000Z', '2025-W01'],
  ['2026-12-31T23:59:59.999Z', '2026-W53'],
  ['2027-01-03T23:59:59.999Z', '2026-W53'],
  ['2027-01-04T00:00:00.000Z', '2027-W01'],
])('%s is in week %s', (time, name) => {
  expect(isoWeekOf(new Date(time)).name).toBe(name);
});

test('a week begins on the Monday before, at midnight in UTC', () => {
  fc.assert(
    fc.property(moments, (time) => {
      const { startsAt } = isoWeekOf(time);
      expect(startsAt.toISOString()).toMatch(/T00:00:00\.000Z$/);
      expect(startsAt.getUTCDay()).toBe(1);
      const into = time.getTime() - startsAt.getTime();
      expect(into).toBeGreaterThanOrEqual(0);
      expect(into).toBeLessThan(WEEK_MS);
    }),
  );
});

test('names sort as the weeks do, and no two weeks share one', () => {
  fc.assert(
    fc.property(moments, (time) => {
      const { name } = isoWeekOf(time);
      expect(name < isoWeekOf(new Date(time.getTime() + WEEK_MS)).name).toBe(true);
    }),
  );
});

test('the fourth of January is always in the first week of its year', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1990, max: 2150 }), (year) => {
      expect(isoWeekOf(new Date(Date.UTC(year, 0, 4))).name).toBe(`${year}-W01`);
    }),
  );
});
