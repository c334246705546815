import { deadLetters } from '@crescendo/chassis/src/process/dead-letters.ts';
import { newId } from '@crescendo/contracts';
import { expect } from 'vitest';
import { acknowledgedProduce, inboxRows } from '../bus/mechanisms.ts';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

export const refusedProducesAreSentAgain: Guarantee = {
  sentence: 'What the broker refused, or whose answer was lost, is sent again, and nothing of its key overtakes it',
  restsOn: [acknowledgedProduce, inboxRows],
  async prove(bus) {
    const [uncaused, caused] = [newId('tenant'), newId('tenant')];
    bus.startRelay();
    bus.startConsumer();
    for (const [round, fault] of (['refused', 'answer-lost'] as const).entries()) {
      bus.produceFaults.push(fault, fault);
      const numbers = range(3 * round, 3 * round + 3);
      await Promise.all([bus.publish(bus.counted, uncaused, numbers), bus.publish(bus.asked, caused, numbers)]);
      await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    }
    await Promise.all([bus.publish(bus.counted, uncaused, [6]), bus.publish(bus.asked, caused, [6])]);
    for (const tenant of [uncaused, caused])
      await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toContain(6));
    for (const tenant of [uncaused, caused]) expect(await bus.tally(tenant)).toEqual({ count: 7, seen: range(0, 7) });
    expect(bus.produceFaults).toEqual([]);
  },
};

export const aDatabaseThatDiesIsWaitedFor: Guarantee = {
  sentence: 'A database that dies under a handler is waited for: one effect, no dead letter',
  own: 'mongodb',
  async prove(bus) {
    const tenant = newId('tenant');
    let attempts = 0;
    bus.beforeCommit(async ({ number }) => {
      if (number === 2 && attempts++ === 0) await bus.engine?.kill();
    });
    bus.startRelay();
    bus.startConsumer();
    await bus.publish(bus.asked, tenant, range(0, 5));
    await bus.eventually(() => expect(attempts).toBeGreaterThan(0));
    await bus.eventually(() => expect(bus.logged('warn').map(({ msg }) => msg)).toContain('waiting for what is away'));
    await bus.engine?.start();
    await bus.eventually(async () => expect(await bus.tally(tenant)).toEqual({ count: 5, seen: range(0, 5) }));
    expect(await bus.store.model(deadLetters).countDocuments()).toBe(0);
  },
};
