import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anonymousCell, type Contribution } from './anonymous-cell.ts';

const each = (customers: number, acts: number, people: number): Contribution[] =>
  Array.from({ length: customers }, () => ({ acts, people }));

test('five customers with fifty people behind them are told of, roughly', () => {
  expect(anonymousCell(each(5, 23, 10))).toEqual({ acts: 120, customers: '5-9', people: '50-99' });
  expect(anonymousCell(each(24, 50, 300))).toEqual({ acts: 1200, customers: '10-24', people: '500-4999' });
});

test.each<[string, Contribution[]]>([
  ['nobody did anything, which is not told from anything else', each(9, 0, 100)],
  ['only four customers did', [...each(4, 100, 100), ...each(5, 0, 100)]],
  ['fewer than fifty people are there', each(9, 100, 5)],
  ['fewer than fifty can have acted, however many people there are', each(9, 5, 1000)],
  ['it is not known how many people there are', each(9, 100, 0)],
  ['more than half of it is one customer’s', [...each(8, 10, 100), { acts: 81, people: 1000 }]],
  ['more than three quarters of it are two customers’', [...each(4, 10, 100), ...each(2, 61, 1000)]],
])('it is suppressed where %s', (_why, contributions) => {
  expect(anonymousCell(contributions)).toBe('suppressed');
});

test('half of one customer, and three quarters of two, are the most that is told', () => {
  expect(anonymousCell([...each(4, 20, 100), { acts: 80, people: 1000 }])).toMatchObject({ acts: 160 });
  expect(anonymousCell([...each(4, 10, 100), ...each(2, 60, 1000)])).toMatchObject({ acts: 160 });
});

const contributions = fc.array(fc.record({ acts: fc.nat(300), people: fc.nat(300) }), { maxLength: 30 });

test('what is told keeps the floor, lets nobody dominate, and is exact to nobody', () => {
  fc.assert(
    fc.property(contributions, (all) => {
      const cell = anonymousCell(all);
      if (cell === 'suppressed') return;
      const behind = all.filter(({ acts, people }) => acts > 0 && people > 0);
      const sum = behind.reduce((total, { acts }) => total + acts, 0);
      expect(behind.length).toBeGreaterThanOrEqual(5);
      expect(behind.reduce((total, { people }) => total + people, 0)).toBeGreaterThanOrEqual(50);
      expect(sum).toBeGreaterThanOrEqual(50);
      for (const { acts } of behind) expect(acts).toBeLessThanOrEqual(sum / 2);
      expect(cell.acts % 10).toBe(0);
      expect(Math.abs(cell.acts - sum)).toBeLessThanOrEqual(5);
    }),
    { numRuns: 500 },
  );
});

test('the order of customers, and those who did nothing, change nothing', () => {
  fc.assert(
    fc.property(contributions, fc.nat(5), (all, idle) => {
      expect(anonymousCell([...each(idle, 0, 50), ...all.toReversed()])).toEqual(anonymousCell(all));
    }),
  );
});
