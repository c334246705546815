import { newId } from '@crescendo/contracts';
import { expect } from 'vitest';
import { orderOfCauses } from '../bus/mechanisms.ts';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

export const onceAndInOrder: Guarantee = {
  sentence: 'What is committed takes effect once, in the order of its key, whatever its type and whoever consumes it',
  async prove(bus) {
    const tenants = range(0, 5).map(() => newId('tenant'));
    bus.startRelay();
    for (const _ of range(0, 2)) bus.startConsumer();
    await Promise.all(
      tenants.map(async (tenant) => {
        for (const number of range(0, 16)) {
          const type = [bus.counted, bus.listed, bus.listed, bus.noted][number % 4] ?? bus.counted;
          await bus.publish(type, tenant, [number]);
        }
      }),
    );
    for (const tenant of tenants)
      await bus.eventually(async () => expect(await bus.tally(tenant)).toEqual({ count: 16, seen: range(0, 16) }));
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
  },
};

export const effectsKeepTheOrderOfTheirCauses: Guarantee = {
  sentence: 'What events of a key cause is in the order of these events, also when it had to wait for the broker',
  restsOn: [orderOfCauses],
  async prove(bus) {
    const tenants = range(0, 3).map(() => newId('tenant'));
    const first = bus.startRelay();
    await Promise.all(tenants.map((tenant) => bus.publish(bus.asked, tenant, range(0, 8))));
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    await first.stop();
    bus.startConsumer();
    await bus.eventually(async () => expect(await bus.pending()).toBe(24));
    bus.startRelay();
    await bus.untilHandled(bus.topics.counted, 24);
    for (const tenant of tenants) expect((await bus.tally(tenant)).seen).toEqual(range(0, 8));
  },
};

export const largeEventsGoOutInPieces: Guarantee = {
  sentence: 'More than a broker takes at once goes out in pieces, in order',
  async prove(bus) {
    const tenant = newId('tenant');
    bus.startRelay();
    bus.startConsumer();
    await bus.publish(bus.counted, tenant, range(0, 12), 'x'.repeat(300_000));
    await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toEqual(range(0, 12)));
  },
};
