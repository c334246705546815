import { expect, test, vi } from 'vitest';
import { deedsIn, notTaken } from './deeds.ts';
import type { LivingSystem } from './living-system.ts';
import { onceEach } from './once-each.ts';

/** Slack tries an event again at once, after a minute, and after five more. */
const SLACK_TRIES_AGAIN_WITHIN_MS = 120_000;
const ofSlack = ['user-synced', 'home-changed'];

/**
 * Resolves once Slack has delivered every event. Call it before a fault that refuses events: an event refused for the
 * third time would come only five minutes later.
 */
export async function allDelivered({ system, population, crowd }: LivingSystem): Promise<void> {
  for (const { team } of [population, crowd]) {
    await vi.waitFor(
      async () => {
        const told = (await deedsIn(system.client, team)).filter(({ event }) => ofSlack.includes(event));
        expect(notTaken(told)).toEqual([]);
      },
      { timeout: SLACK_TRIES_AGAIN_WITHIN_MS, interval: 500 },
    );
  }
}

/** Run it when the minute until Slack's retry is nearly over. */
export function redelivery(world: LivingSystem): void {
  test('events that Slack could not deliver take effect once when it delivers them again', async () => {
    await allDelivered(world);
    await onceEach(world.system, world.population);
    await onceEach(world.system, world.crowd);
  });
}
