import { offsets } from '@crescendo/chassis/src/process/inbox.ts';
import { newId } from '@crescendo/contracts';
import { expect } from 'vitest';
import { conditionalOffset } from '../bus/mechanisms.ts';
import { gate } from './gate.ts';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

export const partitionsMoveInMidBatch: Guarantee = {
  sentence: 'Partitions move among three consumers in mid-batch without loss, doubles or disorder',
  async prove(bus) {
    const tenants = range(0, 6).map(() => newId('tenant'));
    bus.startRelay();
    await Promise.all(tenants.map((tenant) => bus.publish(bus.counted, tenant, range(0, 20))));
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    const handled = async () =>
      (await Promise.all(tenants.map((tenant) => bus.tally(tenant)))).map(({ count }) => count);
    const total = async () => (await handled()).reduce((sum, count) => sum + count, 0);
    const last = gate();
    bus.beforeCommit(async ({ number }) => {
      if (number >= 20) return await last.pass(); // so partitions move before all is handled, however late we look
      await new Promise((resolve) => setTimeout(resolve, 10)); // long enough for a move in mid-batch
    });
    const first = bus.startConsumer();
    await bus.eventually(async () => expect(await total()).toBeGreaterThan(5));
    for (const _ of range(0, 2)) bus.startConsumer();
    const published = Promise.all(tenants.map((tenant) => bus.publish(bus.counted, tenant, range(20, 25))));
    await bus.eventually(async () => expect(await total()).toBeGreaterThan(40));
    const stopped = first.stop();
    last.open();
    await stopped;
    await published;
    for (const tenant of tenants)
      await bus.eventually(async () => expect(await bus.tally(tenant)).toEqual({ count: 25, seen: range(0, 25) }));
  },
};

export const aZombieCommitsNothing: Guarantee = {
  sentence: 'A consumer whose partition another has moved on commits nothing, and goes on from there',
  restsOn: [conditionalOffset],
  async prove(bus) {
    const tenant = newId('tenant');
    bus.startRelay();
    bus.startConsumer();
    await bus.publish(bus.counted, tenant, [0]);
    await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toEqual([0]));
    const moved = await bus.store
      .model(offsets)
      .findOneAndUpdate({ next: { $gt: 0 } }, { $inc: { next: 2 } })
      .lean();
    const place = (moved?.next ?? 0) + 2;
    await bus.publish(bus.counted, tenant, [1, 2, 3]);
    await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toContain(3));
    // On a busy machine a relay may have sent some events twice, so we expect whatever stands behind the row's
    // position.
    const behind = (await bus.wire(bus.topics.counted)).filter(({ message }) => Number(message.offset) >= place);
    const numbers = behind.map(({ message }) => JSON.parse(String(message.value)).number);
    expect((await bus.tally(tenant)).seen).toEqual([...new Set([0, ...numbers])]);
  },
};
