import { expect, test } from 'vitest';
import { sampleReceipt } from './testing.ts';
import { inTime } from './words.ts';

test('where the end was on hold, it is said for how long and why, also when the deadline passed', () => {
  const { clock } = sampleReceipt();
  const at = (minutes: number) => new Date(Date.parse(clock.requested) + minutes * 60_000).toISOString();
  const holds = [{ since: at(1), until: at(31), by: 'breaker' as const }];
  const { kept, words } = inTime(sampleReceipt({ holds, clock: { ...clock, deadline: at(20) } }));
  expect(kept).toBe(false);
  expect(words).toContain('For 30 min 0 s of that');
  expect(words).toContain('because more customers than usual would have ended within an hour');
  expect(inTime(sampleReceipt()).words).not.toContain('on hold');
});
