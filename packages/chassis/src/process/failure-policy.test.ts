import { expect, test } from 'vitest';
import { isHopeless, nextStep } from './failure-policy.ts';

const failed = { code: 'unexpected', retry: false, keyDestroyed: false, attempts: 1 };
const control = { attempts: 5, unless: isHopeless };

test('a partition that another consumer has moved on is left to it', () => {
  expect(nextStep({ ...failed, code: 'stale-offset', retry: true })).toBe('throw');
  expect(nextStep({ ...failed, code: 'stale-offset', retry: true }, control)).toBe('throw');
});

test('a fault that passes by itself is waited for, however long', () => {
  expect(nextStep({ ...failed, code: 'database-unavailable', retry: true, attempts: 1_000 })).toBe('wait');
});

test('an error that nobody foresaw gets five attempts, a known one none', () => {
  expect(nextStep({ ...failed, attempts: 4 })).toBe('try-again');
  expect(nextStep({ ...failed, attempts: 5 })).toBe('dead-letter');
  expect(nextStep({ ...failed, code: 'empty-request' })).toBe('dead-letter');
});

test('what was sealed under a destroyed key is gone, and no dead letter', () => {
  expect(nextStep({ ...failed, code: 'key-gone', keyDestroyed: true })).toBe('key-destroyed');
  expect(nextStep({ ...failed, code: 'key-gone', keyDestroyed: true }, control)).toBe('key-destroyed');
});

test('a control event makes room after its attempts, also while a fault may pass, and is never given up', () => {
  const away = { ...failed, code: 'database-unavailable', retry: true };
  expect(nextStep({ ...away, attempts: 4 }, control)).toBe('try-again');
  expect(nextStep({ ...away, attempts: 5 }, control)).toBe('set-aside');
  expect(nextStep({ ...failed, code: 'empty-request', attempts: 5 }, control)).toBe('set-aside');
});

test('a control event that nobody signed is a dead letter at once', () => {
  expect(nextStep({ ...failed, code: 'signature-invalid' }, control)).toBe('dead-letter');
});
