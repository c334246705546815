import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

test.each([
  ['1', 1_000],
  [' 30 ', 30_000],
  ['3600', 3_600_000],
])('%j is waited for', (header, ms) => {
  expect(retryAfterMs(header)).toBe(ms);
});

test.each([
  ['nothing', null],
  ['an empty text', ''],
  ['no number', 'soon'],
  ['a date', 'Wed, 21 Oct 2026 07:28:00 GMT'],
  ['a date that begins with a number', '21 Oct 2026'],
  ['a negative number', '-5'],
  ['zero', '0'],
  ['a fraction', '1.5'],
  ['more than an hour', '3601'],
  ['an absurd number', '99999999999999999999'],
  ['a number in another form', '1e9'],
  ['two headers in one', '1, 30'],
])('%s means half a minute', (_what, header) => {
  expect(retryAfterMs(header)).toBe(30_000);
});

test('whatever comes, the wait is between a second and an hour', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)), (header) => {
      const ms = retryAfterMs(header);
      expect(ms).toBeGreaterThanOrEqual(1_000);
      expect(ms).toBeLessThanOrEqual(3_600_000);
    }),
  );
});
