import { expect, test, vi } from 'vitest';
import { readiness as createReadiness } from '../http/readiness.ts';
import type { Conclusion } from '../process/conclusion.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createKillSwitch } from './kill-switch.ts';

const dead: Conclusion = { kind: 'dead-letter', code: 'unexpected' };
const done: Conclusion = { kind: 'done' };
const never = new AbortController().signal;

function killSwitch(firstProbeMs = 1) {
  const readiness = createReadiness();
  const metrics = createMetrics('billing');
  const created = createKillSwitch({ readiness, metrics, log: createLog('billing', 'silent') }, { firstProbeMs });
  const paused = async () => (await metrics.consumerPaused.get()).values[0]?.value;
  const tries = async (outcomes: readonly Conclusion[], signal = never) => {
    for (const outcome of outcomes) await created.guard(signal, async () => outcome);
  };
  return { ...created, readiness, paused, tries };
}
const times = (count: number, outcome: Conclusion) => Array.from({ length: count }, () => outcome);

test('as many failures as successes pause nothing', async () => {
  const { tries, isPaused, readiness } = killSwitch();
  await tries([...times(10, dead), ...times(10, done), ...times(9, dead)]);
  expect(isPaused()).toBe(false);
  expect(readiness.reasons()).toEqual({});
});

test('when most of what it tried failed it pauses, and says so to whoever watches', async () => {
  const { tries, isPaused, readiness, paused } = killSwitch();
  await tries([...times(9, done), ...times(11, dead)]);
  expect(isPaused()).toBe(true);
  expect(await paused()).toBe(1);
  expect(readiness.reasons()).toEqual({ 'kill switch': 'paused: most of what it tries fails' });
});

test('copies, and what is parked or gone, are no failures and no successes', async () => {
  const { tries, isPaused } = killSwitch();
  await tries([...times(30, { kind: 'parked' }), ...times(10, dead), ...times(30, { kind: 'duplicate' }), dead]);
  expect(isPaused()).toBe(true);
});

test('a paused consumer tries one at a time, after longer and longer', async () => {
  vi.useFakeTimers();
  try {
    const { tries, guard } = killSwitch(1_000);
    await tries(times(11, dead));
    const attempt = vi.fn(async () => dead);
    const both = Promise.all([guard(never, attempt), guard(never, attempt)]);
    await vi.advanceTimersByTimeAsync(999);
    expect(attempt).toHaveBeenCalledTimes(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(attempt).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(attempt).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(attempt).toHaveBeenCalledTimes(2);
    await both;
  } finally {
    vi.useRealTimers();
  }
});

test('the first success lets everything go on', async () => {
  const { tries, isPaused, readiness, paused } = killSwitch();
  await tries([...times(11, dead), done]);
  expect(isPaused()).toBe(false);
  expect(await paused()).toBe(0);
  expect(readiness.reasons()).toEqual({});
  await tries(times(10, dead));
  expect(isPaused()).toBe(false);
});

test('a chunk of nothing but copies lets nothing go on', async () => {
  const { tries, saw, isPaused } = killSwitch();
  await tries(times(11, dead));
  saw('done', 0);
  expect(isPaused()).toBe(true);
});

test('a stop waits for no probe', async () => {
  const { tries, guard } = killSwitch(60_000);
  await tries(times(11, dead));
  const stopping = new AbortController();
  const waiting = guard(stopping.signal, async () => done);
  stopping.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'stopping', retry: true });
});

test('what succeeded in chunks counts, so one poisoned event among many pauses nothing', async () => {
  const { tries, saw, isPaused } = killSwitch();
  for (let round = 0; round < 30; round++) {
    saw('done', 500);
    await tries([dead]);
  }
  expect(isPaused()).toBe(false);
});
