import { newId } from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { testBus } from '../testing/test-bus.ts';
import { deadLetters } from './dead-letters.ts';
import { offsets } from './inbox.ts';
import { outbox } from './outbox.ts';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const patient = { timeout: 20_000, interval: 50 };

test('what is committed reaches its effect once, in the order of its key', async () => {
  const bus = await testBus();
  const tenants = [newId('tenant'), newId('tenant'), newId('tenant'), newId('tenant')];
  bus.startRelay();
  await bus.startConsumer();
  await Promise.all(tenants.map((tenant) => bus.publish(tenant, range(0, 25))));
  for (const tenant of tenants)
    await vi.waitFor(async () => expect(await bus.tally(tenant)).toEqual({ count: 25, seen: range(0, 25) }), patient);
  await vi.waitFor(
    async () => expect(await bus.store.model(outbox).countDocuments({ status: 'pending' })).toBe(0),
    patient,
  );
});

test('a copy on the wire has no second effect, also after a restart', async () => {
  const bus = await testBus();
  const tenant = newId('tenant');
  const relay = bus.startRelay();
  const first = await bus.startConsumer();
  await bus.publish(tenant, range(0, 5));
  await vi.waitFor(async () => expect((await bus.tally(tenant)).count).toBe(5), patient);
  await first.stop();
  // As after a crash between the broker's acknowledgement and the mark: the relay sends them all again.
  await bus.store.model(outbox).updateMany({}, { $set: { status: 'pending' } });
  relay.nudge();
  await vi.waitFor(
    async () => expect(await bus.store.model(outbox).countDocuments({ status: 'pending' })).toBe(0),
    patient,
  );
  await bus.startConsumer();
  await bus.publish(tenant, [5]);
  await vi.waitFor(async () => expect((await bus.tally(tenant)).seen).toEqual(range(0, 6)), patient);
});

test('partitions move between consumers in mid-stream without loss, doubles or disorder', async () => {
  const bus = await testBus();
  const tenants = range(0, 9).map(() => newId('tenant'));
  bus.startRelay();
  const first = await bus.startConsumer();
  const publishing = Promise.all(tenants.map((tenant) => bus.publish(tenant, range(0, 30))));
  await vi.waitFor(async () => expect((await bus.tally(tenants[0] ?? '')).count).toBeGreaterThan(2), patient);
  await bus.startConsumer();
  await bus.startConsumer();
  await publishing;
  await first.stop();
  await Promise.all(tenants.map((tenant) => bus.publish(tenant, range(30, 35))));
  for (const tenant of tenants)
    await vi.waitFor(async () => expect(await bus.tally(tenant)).toEqual({ count: 35, seen: range(0, 35) }), patient);
}, 60_000);

test('the row is the truth about how far a partition is handled, whatever Kafka was told', async () => {
  const bus = await testBus();
  const tenant = newId('tenant');
  const relay = bus.startRelay();
  await bus.publish(tenant, [0, 1, 2]);
  await vi.waitFor(
    async () => expect(await bus.store.model(outbox).countDocuments({ status: 'pending' })).toBe(0),
    patient,
  );
  const ends = await bus.admin.fetchTopicOffsets(bus.topic);
  const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
  await bus.admin.setOffsets({ groupId: bus.group, topic: bus.topic, partitions });
  const consumer = await bus.startConsumer();
  await bus.publish(tenant, [3]);
  relay.nudge();
  await vi.waitFor(async () => expect((await bus.tally(tenant)).seen).toEqual([0, 1, 2, 3]), patient);
  expect(consumer.reasons()).toEqual({});
});

test('a consumer whose partition another has moved on goes on from there, and repeats nothing', async () => {
  const bus = await testBus();
  const tenant = newId('tenant');
  const relay = bus.startRelay();
  await bus.startConsumer();
  await bus.publish(tenant, [0]);
  await vi.waitFor(async () => expect((await bus.tally(tenant)).seen).toEqual([0]), patient);
  const moved = await bus.store.model(offsets).updateOne({ next: 1 }, { $inc: { next: 2 } });
  expect(moved.matchedCount).toBe(1);
  await bus.publish(tenant, [1, 2, 3]);
  relay.nudge();
  await vi.waitFor(async () => expect((await bus.tally(tenant)).seen).toEqual([0, 3]), patient);
});

test('a partition whose place the broker does not have is stopped, and the service says so', async () => {
  const bus = await testBus();
  await bus.store.model(offsets).create({ _id: `${bus.topic}/0`, next: 1_000, reached: 1_000, era: 'e', seen: {} });
  const consumer = await bus.startConsumer();
  await vi.waitFor(
    () => expect(consumer.reasons()).toEqual({ [`partition ${bus.topic}/0`]: 'offset-beyond-end' }),
    patient,
  );
});

test('a stopped partition is told of by the consumer that has it, and no longer by one that had it', async () => {
  const bus = await testBus();
  const stopped = [0, 1, 2].map((partition) => ({
    _id: `${bus.topic}/${partition}`,
    next: 1_000,
    reached: 1_000,
    era: 'e',
    seen: {},
  }));
  await bus.store.model(offsets).create(stopped);
  const first = await bus.startConsumer();
  await vi.waitFor(() => expect(Object.keys(first.reasons())).toHaveLength(3), patient);
  const second = await bus.startConsumer();
  await vi.waitFor(() => {
    const [one, other] = [first, second].map((consumer) => Object.keys(consumer.reasons()));
    expect(other).not.toEqual([]);
    expect([...(one ?? []), ...(other ?? [])].toSorted()).toEqual(stopped.map(({ _id }) => `partition ${_id}`));
  }, patient);
});

test('a consumer that cannot start leaves no connection behind', async () => {
  const bus = await testBus();
  await bus.admin.deleteTopics({ topics: [bus.topic] });
  const original = bus.kafka.consumer.bind(bus.kafka);
  const disconnected = vi.fn();
  vi.spyOn(bus.kafka, 'consumer').mockImplementation((options) => {
    const consumer = original(options);
    consumer.on(consumer.events.DISCONNECT, disconnected);
    return consumer;
  });
  await expect(bus.startConsumer()).rejects.toThrow();
  expect(disconnected).toHaveBeenCalled();
  await bus.admin.createTopics({ topics: [{ topic: bus.topic, numPartitions: 3 }], waitForLeaders: true });
});

test('events that left the broker before they were handled stop their partition', async () => {
  const bus = await testBus();
  const tenant = newId('tenant');
  bus.startRelay();
  const consumer = await bus.startConsumer();
  await bus.publish(tenant, [1]);
  await vi.waitFor(async () => expect((await bus.tally(tenant)).count).toBe(1), patient);
  await consumer.stop();
  await bus.publish(tenant, [2, 3]);
  await vi.waitFor(
    async () => expect(await bus.store.model(outbox).countDocuments({ status: 'pending' })).toBe(0),
    patient,
  );
  const used = (await bus.admin.fetchTopicOffsets(bus.topic)).filter(({ high }) => high === '3');
  expect(used).toHaveLength(1);
  const partitions = used.map(({ partition }) => ({ partition, offset: '2' }));
  await bus.admin.deleteTopicRecords({ topic: bus.topic, partitions });
  const again = await bus.startConsumer();
  const reason = { [`partition ${bus.topic}/${used[0]?.partition}`]: 'offset-expired' };
  await vi.waitFor(() => expect(again.reasons()).toEqual(reason), patient);
  expect((await bus.tally(tenant)).seen).toEqual([1]);
});

test('records that are no events become dead letters that keep their place and nothing else', async () => {
  const bus = await testBus();
  const tenant = newId('tenant');
  const producer = bus.kafka.producer();
  await producer.connect();
  const value = 'Jane Roe <jane@example.com>';
  const stranger = {
    ce_specversion: '1.0',
    ce_id: 'jane@example.com',
    ce_source: '/crescendo/billing',
    ce_type: 'com.crescendo.toy-counted',
    ce_time: '2026-11-24T09:00:00Z',
    ce_tenant: 'jane',
  };
  await producer.send({
    topic: bus.topic,
    messages: [
      { key: tenant, value },
      { key: tenant, value, headers: stranger },
      { key: tenant, value: null },
    ],
  });
  await producer.disconnect();
  bus.startRelay();
  await bus.startConsumer();
  await bus.publish(tenant, [1]);
  await vi.waitFor(async () => expect((await bus.tally(tenant)).seen).toEqual([1]), patient);
  const letters = await bus.store.model(deadLetters).find().sort({ offset: 1 }).lean();
  expect(letters.map(({ code, offset }) => [code, offset])).toEqual([0, 1, 2].map((offset) => ['undecodable', offset]));
  expect(JSON.stringify(letters)).not.toMatch(/jane/i);
});

test('more than a broker takes at once goes out in pieces, in order', async () => {
  const bus = await testBus();
  const tenant = newId('tenant');
  bus.startRelay();
  await bus.startConsumer();
  await bus.publish(tenant, range(0, 12), 'x'.repeat(300_000));
  await vi.waitFor(async () => expect((await bus.tally(tenant)).seen).toEqual(range(0, 12)), patient);
}, 60_000);
