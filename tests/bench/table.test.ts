import { expect, test } from 'vitest';
import type { Finding } from './benchmark.ts';
import { isMet, withFindings } from './table.ts';

const empty = 'Before\n<!-- what `npm run bench` found: rewritten by it -->\n<!-- until here -->\nAfter\n';
const ratio = (median: number, goal?: number): Finding => ({
  what: 'this against that',
  result: { ratio: { median, least: median - 0.01, most: median + 0.01 } },
  ...(goal !== undefined && { goal }),
  here: '9 against 10',
});
const rows = (document: string) =>
  document.split('\n').filter((line) => /^\| [a-z]/.test(line) && !line.includes('measured'));

test('a line says the ratio with its spread, the goal and whether it is met', () => {
  const document = withFindings(empty, new Map([['relay', [ratio(0.9, 0.7), ratio(0.6, 0.7)]]]), ['relay']);
  expect(rows(document)).toEqual([
    '| relay | this against that | **0.90** (0.89 to 0.91) | ≥ 0.7 | met | 9 against 10 |',
    '| relay | this against that | **0.60** (0.59 to 0.61) | ≥ 0.7 | missed | 9 against 10 |',
  ]);
  expect(document).toMatch(/^Before\n[\s\S]*\nAfter\n$/);
});

test('a value of this machine has neither goal nor verdict', () => {
  const found = new Map([['idle', [{ what: 'memory', result: { value: '90 MB' } }]]]);
  expect(rows(withFindings(empty, found, ['idle']))).toEqual(['| idle | memory | 90 MB |  |  |  |']);
});

test('lines of benchmarks that were not run stay, each at its place', () => {
  const order = ['gateway', 'relay', 'idle'];
  const first = withFindings(empty, new Map(order.map((name) => [name, [ratio(1)]])), order);
  const second = withFindings(first, new Map([['relay', [ratio(0.5)]]]), order);
  expect(rows(second).map((line) => line.slice(0, 50))).toEqual([
    '| gateway | this against that | **1.00** (0.99 to ',
    '| relay | this against that | **0.50** (0.49 to 0.',
    '| idle | this against that | **1.00** (0.99 to 1.0',
  ]);
});

test('a benchmark that is no more leaves the table', () => {
  const before = withFindings(empty, new Map([['old', [ratio(1)]]]), ['old']);
  expect(rows(withFindings(before, new Map(), ['relay']))).toEqual([]);
});

test('a document without a place for the table is refused', () => {
  expect(() => withFindings('Nothing', new Map(), [])).toThrow('no marked place');
});

test('a goal is met by the median', () => {
  expect([ratio(0.7, 0.7), ratio(0.69, 0.7), ratio(0.1)].map(isMet)).toEqual([true, false, undefined]);
});
