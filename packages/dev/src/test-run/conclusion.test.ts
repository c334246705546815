import { expect, test } from 'vitest';
import { conclusionOf } from './conclusion.ts';

const failed = (what: string, message = 'Error: no') => ({ where: 'int  a/b.int.test.ts', what, message });

test('a run ends with its stages, and the sum as the last line', () => {
  const results = [
    { name: 'unit', passed: 7, failures: [], seconds: 1.23 },
    { name: 'promises, browser', passed: 2, failures: [], seconds: 100 },
  ];
  expect(conclusionOf(results, 101.5)).toBe(`
  unit                  1.2 s  7 passed, 0 failed
  promises, browser   100.0 s  2 passed, 0 failed
  whole               101.5 s

9 passed, 0 failed
`);
});

test('what failed is told right before the sum: where, what, and the first line of why', () => {
  const failures = [
    failed('a lesson > is sent', '\u001b[31mError: expected 1 to be 2\u001b[39m\n  at b.ts:1'),
    failed('hook', ''),
  ];
  expect(conclusionOf([{ name: 'int', passed: 1, failures, seconds: 1 }], 1)).toContain(`

failed  int  a/b.int.test.ts
        a lesson > is sent
        Error: expected 1 to be 2
failed  int  a/b.int.test.ts
        hook

1 passed, 2 failed
`);
});

test('however much failed and whatever it said, the end of the output stays short', () => {
  const failures = Array.from({ length: 50 }, (_, number) => failed(`test ${number}`, 'x'.repeat(10_000)));
  const lines = conclusionOf([{ name: 'int', passed: 1, failures, seconds: 1 }], 1).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBe(160);
  expect(lines).toContain('        test 19');
  expect(lines.slice(-4)).toEqual(['failed  30 more, see above', '', '1 passed, 50 failed', '']);
});
