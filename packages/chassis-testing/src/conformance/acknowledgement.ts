import { deadLetters } from '@crescendo/chassis/src/process/dead-letters.ts';
import { newId, permanent } from '@crescendo/contracts';
import { expect } from 'vitest';
import { offsetWithEffect, outboxRows, transaction } from '../bus/mechanisms.ts';
import { gate } from './gate.ts';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

export const noAcknowledgementWithoutEffect: Guarantee = {
  sentence: 'An event is not acknowledged before its effect is there, neither by the offset row nor to Kafka',
  restsOn: [offsetWithEffect],
  async prove(bus) {
    const tenant = newId('tenant');
    const third = gate();
    bus.beforeCommit(async ({ number }) => {
      if (number === 2) await third.pass();
    });
    const { topic } = bus.counted.stream;
    bus.startRelay();
    await bus.publish(bus.counted, tenant, range(0, 5));
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    const wire = await bus.wire(topic);
    const before = wire.findIndex(({ message }) => JSON.parse(String(message.value)).number === 2);
    bus.startConsumer();
    await bus.eventually(() => expect(third.arrivals()).toBe(1));
    try {
      expect((await bus.tally(tenant)).seen).toEqual([0, 1]);
      expect(await bus.handledUpTo(topic)).toBe(before);
      expect(await bus.toldUpTo(topic)).toBeLessThanOrEqual(before);
    } finally {
      third.open();
    }
    await bus.eventually(async () => expect(await bus.tally(tenant)).toEqual({ count: 5, seen: range(0, 5) }));
    await bus.eventually(async () => expect(await bus.toldUpTo(topic)).toBe(wire.length));
    expect(await bus.handledUpTo(topic)).toBe(wire.length);
  },
};

export const failedAttemptsLeaveNothing: Guarantee = {
  sentence: 'A handler that fails is tried again, and nothing of its failed attempts stays',
  restsOn: [transaction],
  async prove(bus) {
    const tenant = newId('tenant');
    const failures = new Map([
      [1, 2],
      [3, 1],
    ]);
    bus.beforeCommit(async ({ number }) => {
      const left = failures.get(number) ?? 0;
      failures.set(number, left - 1);
      if (left > 0) throw new Error('nobody foresaw this');
      if (number === 5) throw permanent('five', 'It can never be handled.');
    });
    bus.startRelay();
    bus.startConsumer();
    await bus.publish(bus.counted, tenant, range(0, 6));
    await bus.eventually(async () => {
      const { seen } = await bus.tally(tenant);
      expect(seen.includes(5) || (await bus.concluded('dead-letter')) > 0).toBe(true);
    });
    expect(await bus.tally(tenant)).toEqual({ count: 5, seen: range(0, 5) });
  },
};

export const nothingIsPublishedOfWhatFails: Guarantee = {
  sentence: 'Events leave together with the state of their transaction: of one that fails there is neither',
  restsOn: [outboxRows, transaction],
  async prove(bus) {
    const [given, broken] = [newId('tenant'), newId('tenant')];
    let failed = 0;
    bus.beforeCommit(async ({ type, number, tenant }) => {
      if (type === bus.asked.name && tenant === broken && failed++ < 2) throw new Error('nobody foresaw this');
      if (type === bus.asked.name && number === 13) throw permanent('thirteen', 'It is never counted.');
    });
    bus.startRelay();
    bus.startConsumer();
    await bus.publish(bus.asked, broken, [0]);
    await bus.publish(bus.asked, given, [0, 13]);
    await bus.untilHandled(bus.topics.asked, 3);
    for (const tenant of [given, broken])
      await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toContain(0));
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    const keys = new Map(
      (await bus.wire(bus.topics.counted)).map(({ message }) => [String(message.headers?.ce_id), String(message.key)]),
    );
    expect([...keys.values()].toSorted()).toEqual([given, broken].toSorted());
  },
};

export const aFailedChunkGoesOneByOne: Guarantee = {
  sentence: 'Of a chunk that fails nothing stays, and its events go one by one: only the poisoned one is a dead letter',
  restsOn: [transaction],
  async prove(bus) {
    const ill = newId('tenant');
    const others = range(0, 5).map(() => newId('tenant'));
    bus.beforeCommit(async ({ tenant, number }) => {
      if (tenant === ill && number === 1) throw permanent('poisoned', 'It can never be handled.');
    });
    const relay = bus.startRelay();
    for (const number of range(0, 3))
      for (const tenant of [...others, ill]) await bus.publish(bus.listed, tenant, [number]);
    await relay.stop();
    bus.startConsumer();
    await bus.untilHandled(bus.topics.counted, 18);
    for (const tenant of others) expect(await bus.tally(tenant)).toEqual({ count: 3, seen: range(0, 3) });
    expect(await bus.tally(ill)).toEqual({ count: 1, seen: [0] });
    const letters = await bus.store.model(deadLetters).find().sort({ offset: 1 }).lean();
    expect(letters.map(({ key, code }) => [key, code])).toEqual([
      [ill, 'poisoned'],
      [ill, 'parked'],
    ]);
  },
};
