import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { followClock, moveClock, SEEN_WITHIN_MS } from './index.ts';

const real = Date.parse('2026-12-01T10:00:00.400Z');
const HOUR_MS = 3_600_000;

/** A clock file that does not exist yet, in a process whose time passes only when the test says so. */
function world() {
  const dir = mkdtempSync(join(tmpdir(), 'crescendo-clock-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'clock.json');
  let elapsed = 0;
  return {
    file,
    follow: () => followClock(file, () => elapsed),
    pass: (ms: number) => {
      elapsed += ms;
    },
    move: (to: string | number) => moveClock(file, new Date(to), real),
  };
}

test('without a file the time is the real time', () => {
  expect(world().follow().ahead()).toBe(0);
});

test('a move is seen within a second, by who was there and by who comes later', () => {
  const { follow, move, pass } = world();
  const before = follow();
  move('2026-12-01T12:00:00.400Z');
  pass(999);
  expect(before.ahead()).toBe(0);
  pass(1);
  expect([before.ahead(), follow().ahead()]).toEqual([2 * HOUR_MS, 2 * HOUR_MS]);
  expect(SEEN_WITHIN_MS).toBeGreaterThanOrEqual(1_000);
});

test('moves add up, each to the moment that was wanted', () => {
  const { follow, move } = world();
  move('2026-12-02T10:00:00.400Z');
  move('2027-03-28T00:00:00.400Z');
  expect(new Date(real + follow().ahead()).toISOString()).toBe('2027-03-28T00:00:00.400Z');
});

test('the clock is ahead by whole seconds, and never short of what was wanted', () => {
  const { follow, move } = world();
  move('2026-12-01T11:00:00.000Z');
  expect(follow().ahead()).toBe(HOUR_MS);
});

test.each([
  ['the moment that it is', '2026-12-05T00:00:00.399Z'],
  ['the real time', real],
  ['the past', '2020-01-01'],
])('a move to before %s is refused with a sentence, and changes nothing', (_what, to) => {
  const { follow, move } = world();
  move('2026-12-05T00:00:00.400Z');
  const ahead = follow().ahead();
  expect(() => move(to)).toThrow('It is 2026-12-05 00:00 UTC here already, and time does not go back to 20');
  expect(follow().ahead()).toBe(ahead);
});

test('what is no time is refused', () => {
  expect(() => world().move('soon')).toThrow('no time');
});

test('time does not go back within a process, whatever becomes of the file', () => {
  const { file, follow, move, pass } = world();
  move('2026-12-02T10:00:00.400Z');
  const followed = follow();
  const ahead = followed.ahead();
  for (const text of ['{"aheadSeconds": 60}', '{"ahead', '{"aheadSeconds": -1}', undefined]) {
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    pass(1_000);
    expect(followed.ahead()).toBe(ahead);
  }
  move('2026-12-09T10:00:00.400Z');
  pass(1_000);
  expect(followed.ahead()).toBe(8 * 24 * HOUR_MS);
});

test.each(['', 'tomorrow', '{"aheadSeconds": 1.5}', '{"aheadSeconds": -60}'])(
  'nobody starts with a file that says %o',
  (text) => {
    const { file, follow } = world();
    writeFileSync(file, text);
    expect(follow).toThrow('is no clock file');
  },
);
