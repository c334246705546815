import { expect, test } from 'vitest';
import { leftoversTold, scanTold } from './told.ts';

const read = [{ sink: 'logs', passages: 1_200, bytes: 3_400_000 }];
const found = [{ mark: 'line 3', form: 'base64', sink: 'logs', place: 'gateway.log' }];

test.each([
  ['nothing was found by a search that sees', [], [], 0, 'found nothing'],
  ['something was found', found, [], 1, 'found: 1 places'],
  ['something was found by a search that is blind elsewhere', found, ['spans'], 1, 'found: 1 places'],
  ['nothing was found, and would not have been', [], ['logs'], 2, 'not proven: the search is blind in logs'],
])('the exit code tells that %s', (_what, found, blind, exitCode, verdict) => {
  const told = scanTold({ read, found, blind });
  expect(told.exitCode).toBe(exitCode);
  expect(told.text.trimEnd().split('\n').at(-1)).toBe(verdict);
});

test('rows that may stay are counted with their reason, others are named', () => {
  const fences = { place: 'billing.fences/tnt_1', names: 'customer', allowed: 'keeps it gone' } as const;
  const left = { place: 'billing.seats/tnt_1', names: 'both', allowed: undefined } as const;
  expect(leftoversTold([fences, { ...fences, place: 'billing.fences/usr_1' }])).toEqual({
    text: '       2  billing.fences: keeps it gone\n\nleft: only what may stay\n',
    exitCode: 0,
  });
  expect(leftoversTold([]).text).toContain('left: nothing');
  expect(leftoversTold([fences, left])).toEqual({
    text: [
      '       1  billing.fences: keeps it gone',
      '  billing.seats/tnt_1 (names the customer and a person)',
      '',
      'left: 1 rows that may not stay of who was erased',
      '',
    ].join('\n'),
    exitCode: 1,
  });
});
