import { permanent } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { explain } from './explain.ts';

test("a failure's own sentence is kept, and the line it arose at", () => {
  const { detail, where } = explain(permanent('no-such-plan', 'There is no such plan.'));
  expect(detail).toBe('There is no such plan.');
  expect(where).toMatch(/^packages\/chassis\/src\/process\/explain\.test\.ts:\d+$/);
});

test('of what nobody foresaw only the kind is kept: its message may quote a value', () => {
  const kept = explain(new TypeError('jane@example.com is not a function'));
  expect(kept.detail).toBe('A TypeError that nobody foresaw.');
  expect(JSON.stringify(kept)).not.toContain('jane');
});

test('the root is where it began, not where it was wrapped', () => {
  const root = new RangeError('deep');
  root.stack = `RangeError: deep
    at open (/srv/app/packages/keyring/src/seal.ts:7:1)
    at keep (/srv/app/packages/chassis/src/store/sealing.ts:8:1)
    at decide (/srv/app/services/billing/src/seats.ts:12:7)`;
  expect(explain(permanent('wrapped', 'It did not work.', { cause: root }))).toEqual({
    detail: 'It did not work.',
    where: 'packages/keyring/src/seal.ts:7, from services/billing/src/seats.ts:12',
  });
});
