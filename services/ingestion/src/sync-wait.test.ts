import { permanent, transient } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { syncWait } from './sync-wait.ts';

test('waits as long as Slack asks', () => {
  const asked = transient('slack-rate-limited', 'Slack asks to wait.', { after: 42_000 });
  expect(syncWait(asked, 9)).toEqual({ waitMs: 42_000, fromTheStart: false });
});

test('waits twice as long with every failure in a row, up to five minutes', () => {
  const away = transient('slack-unavailable', 'Slack did not answer.');
  expect([0, 1, 2, 8, 9, 5_000].map((failures) => syncWait(away, failures).waitMs)).toEqual([
    1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
  ]);
});

test('waits an hour where Slack refused', () => {
  expect(syncWait(permanent('slack-account-inactive', 'Slack refused.'), 0).waitMs).toBe(3_600_000);
});

test('reads from the beginning when Slack does not know the cursor any more', () => {
  const refused = permanent('slack-invalid-cursor', 'Slack refused.');
  expect(syncWait(refused, 0)).toEqual({ waitMs: 1_000, fromTheStart: true });
});

test('what nobody foresaw is tried again too', () => {
  expect(syncWait(new Error('unforeseen'), 1)).toEqual({ waitMs: 2_000, fromTheStart: false });
});
