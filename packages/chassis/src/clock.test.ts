import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heldClock } from '@crescendo/chassis-testing';
import { moveClock } from '@crescendo/clock';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Clock, movedClock, systemClock } from './clock.ts';

/** The machine's clock with faked timers, and the clock that tests hold. */
const clocks: readonly [string, () => { clock: Clock; pass: (ms: number) => void }][] = [
  [
    'of the machine',
    () => {
      vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      return { clock: systemClock, pass: (ms) => void vi.advanceTimersByTime(ms) };
    },
  ],
  [
    'that a test holds',
    () => {
      const clock = heldClock();
      return { clock, pass: clock.pass };
    },
  ],
];

test.each(clocks)('a clock %s tells the time, what has elapsed, and when it is over', (_which, make) => {
  const { clock, pass } = make();
  const [day, began] = [clock.now().getTime(), clock.elapsed()];
  const rung: string[] = [];
  clock.after(200, () => rung.push('second'));
  clock.after(100, () => rung.push('first'));
  const callOff = clock.after(150, () => rung.push('called off'));
  pass(99);
  expect(rung).toEqual([]);
  pass(1);
  expect(rung).toEqual(['first']);
  callOff();
  pass(100);
  expect(rung).toEqual(['first', 'second']);
  expect([clock.now().getTime() - day, clock.elapsed() - began]).toEqual([200, 200]);
});

test('a time of day that is changed elapses nothing', () => {
  const clock = heldClock();
  const rung: string[] = [];
  clock.after(100, () => rung.push('rung'));
  clock.setNow(new Date('2030-01-01'));
  expect([clock.now(), clock.elapsed(), rung]).toEqual([new Date('2030-01-01'), 0, []]);
});

test('what is waited for is known, until it has happened', () => {
  const clock = heldClock();
  for (const ms of [200, 100]) clock.after(ms, () => {});
  expect(clock.dueIn()).toEqual([100, 200]);
  clock.pass(150);
  expect(clock.dueIn()).toEqual([50]);
});

test('a clock that is moved by a file tells that time, and how far it is ahead; what elapses is real', () => {
  vi.useFakeTimers({
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'],
    now: new Date('2026-12-01T10:00:00Z'),
  });
  const dir = mkdtempSync(join(tmpdir(), 'crescendo-clock-'));
  onTestFinished(() => {
    vi.useRealTimers();
    rmSync(dir, { recursive: true });
  });
  const file = join(dir, 'clock.json');
  const clock = movedClock(file);
  const rung: string[] = [];
  clock.after(2_000, () => rung.push('rung'));
  const began = clock.elapsed();
  expect([clock.now(), clock.ahead()]).toEqual([new Date('2026-12-01T10:00:00Z'), 0]);
  moveClock(file, new Date('2027-03-28T08:00:00Z'));
  vi.advanceTimersByTime(1_000);
  expect(clock.now()).toEqual(new Date('2027-03-28T08:00:01Z'));
  expect(clock.now().getTime() - clock.ahead()).toBe(Date.now());
  expect([clock.elapsed() - began, rung]).toEqual([1_000, []]);
  vi.advanceTimersByTime(1_000);
  expect(rung).toEqual(['rung']);
});
