import { offsets } from '@crescendo/chassis/src/process/inbox.ts';
import { newId } from '@crescendo/contracts';
import { expect } from 'vitest';
import { offsetRow } from '../bus/mechanisms.ts';
import type { ObservedConsumer } from '../bus/replica.ts';
import type { TestBus } from '../bus/test-bus.ts';
import { gate } from './gate.ts';
import type { Guarantee } from './guarantee.ts';

/** A row that is beyond the end of its partition. */
const beyond = { next: 1_000, reached: 1_000, era: 'e', seen: {} };

/** Deletes the records below `offset` from the topic's only used partition. Resolves to that partition. */
async function expireUpTo(bus: TestBus, offset: number): Promise<number> {
  const topic = bus.topics.counted;
  const used = (await bus.admin.fetchTopicOffsets(topic)).find(({ high }) => Number(high) > 0);
  const partition = used?.partition ?? 0;
  await bus.admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
  return partition;
}

/** The stopped partitions with their reasons. */
const stoppedOf = (consumer: ObservedConsumer) =>
  Object.fromEntries(Object.entries(consumer.reasons()).filter(([what]) => what.startsWith('partition ')));

/** Waits until the consumer stops a partition or handles more events. Throws unless it stopped this partition. */
async function expectStopped(bus: TestBus, consumer: ObservedConsumer, at: { partition: number; reason: string }) {
  const reasons = { [`partition ${bus.topics.counted}/${at.partition}`]: at.reason };
  const before = await bus.concluded('done');
  await bus.eventually(async () => {
    const wentOn = (await bus.concluded('done')) > before;
    expect(wentOn || Object.keys(stoppedOf(consumer)).length > 0).toBe(true);
  });
  expect(stoppedOf(consumer)).toEqual(reasons);
  expect(bus.logged('fatal')).toMatchObject([{ topic: bus.topics.counted, ...at }]);
  const stopped = await consumer.metrics.registry.getSingleMetricAsString('crescendo_partition_stopped');
  expect(stopped).toContain(`{topic="${bus.topics.counted}",partition="${at.partition}",reason="${at.reason}",`);
}

export const expiredOffsetStops: Guarantee = {
  sentence: 'Events that left the broker before they were handled stop their partition, and the service says so',
  restsOn: [offsetRow],
  async prove(bus) {
    const tenant = newId('tenant');
    bus.startRelay();
    const consumer = bus.startConsumer();
    await bus.publish(bus.counted, tenant, [1]);
    await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBe(1));
    await consumer.stop();
    await bus.publish(bus.counted, tenant, [2, 3]);
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    const partition = await expireUpTo(bus, 2);
    await expectStopped(bus, bus.startConsumer(), { partition, reason: 'offset-expired' });
    expect((await bus.tally(tenant)).seen).toEqual([1]);
  },
};

export const expiryUnderWayStops: Guarantee = {
  sentence: 'Events that leave the broker while a consumer works on earlier ones stop their partition too',
  async prove(bus) {
    const tenant = newId('tenant');
    const first = gate();
    bus.beforeCommit(first.pass);
    bus.startRelay();
    const consumer = bus.startConsumer();
    await bus.publish(bus.counted, tenant, [0]);
    await bus.eventually(() => expect(first.arrivals()).toBe(1));
    await bus.publish(bus.counted, tenant, [1, 2, 3]);
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    const partition = await expireUpTo(bus, 3);
    first.open();
    await bus.eventually(async () => expect(await bus.concluded('done')).toBe(1));
    await expectStopped(bus, consumer, { partition, reason: 'offset-expired' });
    expect((await bus.tally(tenant)).seen).toEqual([0]);
  },
};

export const offsetBeyondTheEndStops: Guarantee = {
  sentence: 'An offset beyond the end of its partition stops it, and the service says so',
  async prove(bus) {
    await bus.store.model(offsets).create({ _id: `${bus.topics.counted}/0`, ...beyond });
    await expectStopped(bus, bus.startConsumer(), { partition: 0, reason: 'offset-beyond-end' });
  },
};

export const aReplacedTopicStops: Guarantee = {
  sentence:
    'A topic that is lost and made anew under a consumer stops its partitions: new records are not taken for old ones',
  async prove(bus) {
    const topic = bus.topics.counted;
    const tenant = newId('tenant');
    bus.startRelay();
    const consumer = bus.startConsumer();
    await bus.publish(bus.counted, tenant, [1, 2, 3]);
    await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBe(3));
    const used = (await bus.admin.fetchTopicOffsets(topic)).find(({ high }) => Number(high) > 0);
    await bus.admin.deleteTopics({ topics: [topic] });
    await bus.eventually(async () => expect(await bus.admin.listTopics()).not.toContain(topic));
    await bus.admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: false });
    const stopped = { [`partition ${topic}/${used?.partition}`]: 'offset-beyond-end' };
    await bus.eventually(() => expect(stoppedOf(consumer)).toEqual(stopped));
  },
};

export const stoppedPartitionsAreToldOfByTheirConsumer: Guarantee = {
  sentence: 'A stopped partition is told of by the consumer that has it, and no longer by one that had it',
  async prove(bus) {
    const stopped = [0, 1, 2].map((partition) => ({ _id: `${bus.topics.counted}/${partition}`, ...beyond }));
    await bus.store.model(offsets).create(stopped);
    const first = bus.startConsumer();
    await bus.eventually(() => expect(Object.keys(stoppedOf(first))).toHaveLength(3));
    const second = bus.startConsumer();
    await bus.eventually(() => {
      const [one, other] = [first, second].map((consumer) => Object.keys(stoppedOf(consumer)));
      expect(other).not.toEqual([]);
      expect([...(one ?? []), ...(other ?? [])].toSorted()).toEqual(stopped.map(({ _id }) => `partition ${_id}`));
    });
  },
};
