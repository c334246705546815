import { expect, test } from 'vitest';
import type { LimitedCall } from './rate-limits.ts';
import { createRateLimits } from './rate-limits.ts';

function limitsAt(limits: 'real' | 'wide' = 'real') {
  const clock = { now: 1_000_000 };
  return { clock, ...createRateLimits(limits, () => clock.now) };
}
const post = (channel: string, tenant = 'a'): LimitedCall => ({ tenant, method: 'chat.postMessage', channel });
const list = (tenant = 'a'): LimitedCall => ({ tenant, method: 'users.list' });

test('one message a second goes to a channel, while other channels are free', () => {
  const { clock, take } = limitsAt();
  expect(take(post('D1'))).toBe(0);
  expect(take(post('D1'))).toBe(1_050);
  expect(take(post('D2'))).toBe(0);
  clock.now += 1_050;
  expect(take(post('D1'))).toBe(0);
});

test("a method's calls of any minute stay within its limit, for each workspace by itself", () => {
  const { clock, take } = limitsAt();
  for (let call = 0; call < 20; call++) {
    expect(take(list())).toBe(0);
    clock.now += 1_000;
  }
  expect(take(list())).toBe(40_000);
  expect(take(list('b'))).toBe(0);
  clock.now += 40_000;
  expect(take(list())).toBe(0);
  expect(take(list())).toBe(1_000);
});

test('a call that had to wait is not counted', () => {
  const { clock, take } = limitsAt();
  for (let call = 0; call < 100; call++) take(list());
  clock.now += 60_000;
  expect(take(list())).toBe(0);
});

test('after a 429 the method rests in that workspace for as long as Slack said', () => {
  const { clock, take, pause } = limitsAt();
  pause(post('D1'), 30_000);
  expect(take(post('D2'))).toBe(30_000);
  expect(take(post('D2', 'b'))).toBe(0);
  expect(take(list())).toBe(0);
  clock.now += 30_000;
  expect(take(post('D2'))).toBe(0);
});

test('wide limits are a hundred times as much', () => {
  const { take } = limitsAt('wide');
  for (let call = 0; call < 2_000; call++) expect(take(list())).toBe(0);
  expect(take(list())).toBe(60_000);
  expect(take(post('D1'))).toBe(0);
  expect(take(post('D1'))).toBe(10.5);
});
