import { outbox } from '@crescendo/chassis/src/outbox/outbox.ts';
import { newId } from '@crescendo/contracts';
import { expect } from 'vitest';
import { inboxRows, sequence } from '../bus/mechanisms.ts';
import type { TestBus } from '../bus/test-bus.ts';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

/**
 * Copies every record on the wire to a later offset, twice: by hand while its consumer runs, and, before another
 * consumer starts, as a relay does that crashed between the broker's acknowledgement and its mark.
 */
async function copyAll(
  bus: TestBus,
  { publish, tenants }: { publish: (number: number) => Promise<unknown>; tenants: readonly string[] },
): Promise<void> {
  const handled = async (number: number) => {
    await publish(number);
    for (const tenant of tenants)
      await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toContain(number));
  };
  bus.startRelay();
  const first = bus.startConsumer();
  for (const number of range(0, 4)) await handled(number);
  for (const record of await bus.wire(bus.topics.counted)) await bus.copy(record);
  await handled(4);
  for (const tenant of tenants) expect((await bus.tally(tenant)).seen).toEqual(range(0, 5));
  await first.stop();
  await bus.store.model(outbox).updateMany({ topic: bus.topics.counted }, { $set: { status: 'pending' } });
  await bus.eventually(async () => expect(await bus.pending()).toBe(0));
  bus.startConsumer();
  await handled(5);
  for (const tenant of tenants) expect(await bus.tally(tenant)).toEqual({ count: 6, seen: range(0, 6) });
}

export const copiesOfUncausedEvents: Guarantee = {
  sentence: 'A copy on the wire of an event that none caused has no second effect, also after a restart',
  restsOn: [inboxRows],
  async prove(bus) {
    const [one, other] = [newId('tenant'), newId('tenant')];
    const publish = (number: number) =>
      Promise.all([bus.publish(bus.counted, one, [number]), bus.publish(bus.listed, other, [number])]);
    await copyAll(bus, { publish, tenants: [one, other] });
  },
};

export const copiesOfCausedEvents: Guarantee = {
  sentence: 'A copy on the wire of an event that another caused has no second effect, also after a restart',
  restsOn: [sequence],
  async prove(bus) {
    const tenants = [newId('tenant'), newId('tenant')];
    const publish = (number: number) => Promise.all(tenants.map((tenant) => bus.publish(bus.asked, tenant, [number])));
    await copyAll(bus, { publish, tenants });
  },
};
