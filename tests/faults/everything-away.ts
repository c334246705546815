import { expect, test } from 'vitest';
import { ANSWERED_WITHIN_MS, liveThrough } from './live-through.ts';
import type { LivingSystem } from './living-system.ts';

export function everythingAway(world: LivingSystem): void {
  test('with neither broker nor database nothing is acknowledged, and nothing that was before is lost', async () => {
    const { system, population } = world;
    const { whileAway, longestMs } = await liveThrough(world, 'kill -9 of broker and database', {
      away: async () => void (await Promise.all([system.kafka.kill(), system.mongodb.kill()])),
      async meanwhile() {
        expect(await population.bystander(0).askByClick()).toMatchObject({ ok: false, status: 503 });
      },
      back: async () => void (await Promise.all([system.kafka.start(), system.mongodb.start()])),
      asks: 2,
    });
    expect(whileAway.filter(({ acknowledged }) => acknowledged)).toEqual([]);
    expect(longestMs).toBeLessThan(ANSWERED_WITHIN_MS);
  });
}
