import { newId } from '@crescendo/contracts';
import { expect } from 'vitest';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

export const goesOnAfterABrokersRestart: Guarantee = {
  sentence: 'After the broker was killed and is back, everything goes on by itself, with what was committed meanwhile',
  own: 'kafka',
  async prove(bus) {
    const tenants = [newId('tenant'), newId('tenant')];
    const publish = (from: number, to: number) =>
      Promise.all(tenants.map((tenant) => bus.publish(bus.asked, tenant, range(from, to))));
    bus.startRelay();
    const consumers = [bus.startConsumer(), bus.startConsumer()];
    await publish(0, 5);
    for (const tenant of tenants)
      await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBeGreaterThan(1));
    await bus.engine?.kill();
    await publish(5, 10);
    expect(await bus.pending()).toBeGreaterThan(0);
    await bus.engine?.start();
    await publish(10, 12);
    for (const tenant of tenants)
      await bus.eventually(async () => expect(await bus.tally(tenant)).toEqual({ count: 12, seen: range(0, 12) }));
    await bus.eventually(() => expect(consumers.map((consumer) => consumer.reasons())).toEqual([{}, {}]));
  },
};
