import { type EffectContext, effect } from '@crescendo/chassis/src/effects/effect.ts';
import { defineService } from '@crescendo/chassis/src/service.ts';
import { collection } from '@crescendo/chassis/src/store/collection.ts';
import { newId, plain, rosterChanged, tenantId } from '@crescendo/contracts';
import { z } from 'zod';
import { testService } from '../index.ts';

export const soon = { timeout: 60_000, interval: 20 };
export const signs = collection({ name: 'signs', schema: z.object({ _id: tenantId, text: plain(z.string()) }) });

type Rung = { bell: string; attempt: number; id: string };
type Ringing = { whenUnknown?: 'give-up' | 'send-again' };

/** How long ringing a bell may take. */
export const RING_MS = 30_000;

/**
 * A service with an effect that rings bells. For each it publishes an event: `billable` says how the effect ended, and
 * `guests` is the length of the bell's name.
 */
export async function ringing(answer: (rung: Rung, context: EffectContext) => Promise<void>, options: Ringing = {}) {
  const rung: Rung[] = [];
  const ring = effect({
    name: 'ring',
    args: z.object({ bell: plain(z.string()) }),
    whenUnknown: () => options.whenUnknown ?? 'give-up',
    deadlineMs: RING_MS,
    publishes: [rosterChanged],
    async perform({ bell }, context) {
      const one = { bell, attempt: context.attempt, id: context.id };
      rung.push(one);
      await answer(one, context);
    },
    async settle(outcome, { bell }, tx) {
      if (bell === 'cursed') throw new Error('nobody foresaw this');
      const ends = { known: 1, failed: 2, unknown: 3 };
      tx.publish(rosterChanged, { billable: ends[outcome.kind], guests: bell.length, version: 1 });
    },
  });
  const service = await testService(defineService({ name: 'billing', collections: [signs], effects: [ring] }));
  const tenant = newId('tenant');
  return {
    ...service,
    tenant,
    ring,
    rung,
    bells: () => rung.map(({ bell }) => bell),
    /** Requests rings, all under one key, each in its own unit of work. */
    async want(bells: readonly string[], key = 'tower', coalesce = false) {
      for (const bell of bells)
        await service.context.transact({ tenant }, async (tx) => tx.perform(ring, { bell }, { key, coalesce }));
    },
    statuses: async () => (await service.performed()).map(({ args, status }) => `${args.bell} ${status}`),
  };
}
