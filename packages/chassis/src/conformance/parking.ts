import { newId, permanent } from '@crescendo/contracts';
import { expect } from 'vitest';
import { deadLetters } from '../bus/dead-letters.ts';
import { parking } from '../testing/bus/mechanisms.ts';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

export const aPoisonedKeyWaitsInOrder: Guarantee = {
  sentence: 'Behind a poisoned event the later ones of its key wait in order, while other keys go on',
  restsOn: [parking],
  async prove(bus) {
    const [stuck, free] = [newId('tenant'), newId('tenant')];
    bus.beforeCommit(async ({ tenant, number }) => {
      if (tenant === stuck && number === 2) throw permanent('poisoned', 'It can never be handled.');
    });
    bus.startRelay();
    const first = await bus.startConsumer();
    await Promise.all([stuck, free].map((tenant) => bus.publish(bus.counted, tenant, range(0, 5))));
    await bus.publish(bus.noted, stuck, [5]);
    await bus.eventually(async () => expect((await bus.tally(free)).seen).toEqual(range(0, 5)));
    await bus.eventually(async () => expect(await bus.handledUpTo(bus.topics.counted)).toBe(11));
    await first.stop();
    await bus.startConsumer();
    await Promise.all([stuck, free].map((tenant) => bus.publish(bus.counted, tenant, [6])));
    await bus.eventually(async () => expect((await bus.tally(free)).seen).toContain(6));
    await bus.eventually(async () => expect(await bus.handledUpTo(bus.topics.counted)).toBe(13));
    expect((await bus.tally(stuck)).seen).toEqual([0, 1]);
    const letters = await bus.store.model(deadLetters).find({ key: stuck }).sort({ offset: 1 }).lean();
    expect(letters.map(({ status, code }) => [status, code])).toEqual([
      ['dead', 'poisoned'],
      ...range(3, 7).map(() => ['parked', 'parked']),
    ]);
    expect(letters.map(({ value }) => JSON.parse(value ?? '{}').number)).toEqual(range(2, 7));
  },
};
