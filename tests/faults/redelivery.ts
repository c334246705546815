import { expect, test, vi } from 'vitest';
import { deedsIn, notTaken } from './deeds.ts';
import type { LivingSystem } from './living-system.ts';
import { onceEach } from './once-each.ts';

const SLACK_TRIES_AGAIN_WITHIN_MS = 90_000;

/** Slack tries an event again at once and after a minute: to be run when that minute is nearly over. */
export function redelivery(world: LivingSystem): void {
  test('events that Slack could not deliver take effect once when it delivers them again', async () => {
    const { system, population, crowd } = world;
    const events = ['user-synced', 'home-changed'];
    for (const { team } of [population, crowd]) {
      await vi.waitFor(
        async () => {
          const told = (await deedsIn(system.client, team)).filter(({ event }) => events.includes(event));
          expect(notTaken(told)).toEqual([]);
        },
        { timeout: SLACK_TRIES_AGAIN_WITHIN_MS, interval: 500 },
      );
    }
    await onceEach(system, population);
    await onceEach(system, crowd);
  });
}
