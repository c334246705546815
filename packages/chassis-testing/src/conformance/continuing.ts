import { systemClock } from '@crescendo/chassis/src/clock.ts';
import { deadline } from '@crescendo/chassis/src/waiting/deadline.ts';
import { newId } from '@crescendo/contracts';
import { expect, vi } from 'vitest';
import { offsetRow } from '../bus/mechanisms.ts';
import { gate } from './gate.ts';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

/**
 * Only tells a hanging stop from a slow one. Another test, which holds the clock, proves that a service stops within 4
 * s.
 */
const STOP_MS = 60_000;

export const nextConsumerGoesOn: Guarantee = {
  sentence: 'A new consumer goes on where the last one stopped, in mid-stream, and handles nothing again',
  restsOn: [offsetRow],
  async prove(bus) {
    const tenant = newId('tenant');
    bus.startRelay();
    await bus.publish(bus.counted, tenant, range(0, 12));
    for (const upTo of [3, 8]) {
      const consumer = bus.startConsumer();
      await bus.eventually(async () => expect((await bus.tally(tenant)).count).toBeGreaterThanOrEqual(upTo));
      await consumer.stop();
    }
    await bus.publish(bus.counted, tenant, range(12, 14));
    bus.startConsumer();
    await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toContain(13));
    expect(await bus.tally(tenant)).toEqual({ count: 14, seen: range(0, 14) });
    const taken = (await bus.concluded('done')) + (await bus.concluded('duplicate'));
    expect(taken).toBeLessThanOrEqual((await bus.wire(bus.topics.counted)).length);
  },
};

export const nextRelayGoesOn: Guarantee = {
  sentence: 'A new relay goes on where the last one stopped, and a stop takes along what was committed before it',
  async prove(bus) {
    const tenant = newId('tenant');
    const first = bus.startRelay();
    await bus.publish(bus.counted, tenant, range(0, 5));
    await first.stop();
    expect(await bus.pending()).toBe(0);
    await bus.publish(bus.counted, tenant, range(5, 10));
    expect(await bus.pending()).toBe(5);
    const second = bus.startRelay();
    const third = bus.startRelay();
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    await second.stop();
    await bus.publish(bus.counted, tenant, range(10, 12));
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    await third.stop();
    const sent = (await bus.wire(bus.topics.counted)).map(({ message }) => JSON.parse(String(message.value)).number);
    expect([...new Set(sent)]).toEqual(range(0, 12));
    // If the broker was busy, one batch may be there twice, but not everything sent before.
    expect(sent.length).toBeLessThan(12 + 5);
  },
};

export const theRowIsTheTruth: Guarantee = {
  sentence: 'The offset row says how far a partition is handled, whatever Kafka was told',
  async prove(bus) {
    const tenant = newId('tenant');
    bus.startRelay();
    await bus.publish(bus.counted, tenant, [0, 1, 2]);
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    const topic = bus.topics.counted;
    const ends = await bus.admin.fetchTopicOffsets(topic);
    const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
    await bus.admin.setOffsets({ groupId: bus.group, topic, partitions });
    const consumer = bus.startConsumer();
    await bus.publish(bus.counted, tenant, [3]);
    await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toEqual([0, 1, 2, 3]));
    await bus.eventually(() => expect(consumer.reasons()).toEqual({}));
  },
};

export const stopsInTheMidstOfWork: Guarantee = {
  sentence: 'A stop in the midst of work, called however often, ends in time and loses nothing',
  async prove(bus) {
    const tenant = newId('tenant');
    const fourth = gate();
    bus.beforeCommit(async ({ number }) => {
      if (number === 3) await fourth.pass();
    });
    const relay = bus.startRelay();
    const consumer = bus.startConsumer();
    await bus.publish(bus.counted, tenant, range(0, 8));
    await bus.eventually(() => expect(fourth.arrivals()).toBe(1));
    const joining = bus.startConsumer();
    const stops = [consumer, joining, relay].flatMap((part) => [part.stop(), part.stop(), part.stop()]);
    expect(await deadline(systemClock, STOP_MS).isMetBy(Promise.all(stops))).toBe(true);
    fourth.open();
    bus.startRelay();
    bus.startConsumer();
    await bus.publish(bus.counted, tenant, range(8, 10));
    await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toContain(9));
    expect(await bus.tally(tenant)).toEqual({ count: 10, seen: range(0, 10) });
  },
};

export const leavesNoConnection: Guarantee = {
  sentence: 'A consumer that cannot start says so, and leaves no connection behind',
  async prove(bus) {
    await bus.admin.deleteTopics({ topics: [bus.topics.asked] });
    // The broker's metadata show it a moment after the answer.
    await bus.eventually(async () => expect(await bus.admin.listTopics()).not.toContain(bus.topics.asked));
    const original = bus.kafka.consumer.bind(bus.kafka);
    const disconnected = vi.fn();
    vi.spyOn(bus.kafka, 'consumer').mockImplementation((options) => {
      const consumer = original(options);
      consumer.on(consumer.events.DISCONNECT, disconnected);
      return consumer;
    });
    await expect(bus.startConsumerOnce()).rejects.toThrow();
    expect(disconnected).toHaveBeenCalled();
  },
};
