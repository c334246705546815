import { setTimeout } from 'node:timers/promises';
import { deadLetters } from '@crescendo/chassis/src/process/dead-letters.ts';
import { newId, transient } from '@crescendo/contracts';
import { expect } from 'vitest';
import { parking, settingAside } from '../bus/mechanisms.ts';
import type { TestBus } from '../bus/test-bus.ts';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

/**
 * Two tenants whose events share a partition, with a first event each. Of four tenants on three partitions at least two
 * do.
 */
async function neighbours(bus: TestBus): Promise<[stuck: string, free: string]> {
  const { topic } = bus.commanded.stream;
  for (const tenant of range(0, 4).map(() => newId('tenant'))) await bus.publish(bus.commanded, tenant, [0]);
  await bus.untilHandled(topic, 4);
  const keys = Map.groupBy(await bus.wire(topic), ({ partition }) => partition)
    .values()
    .map((records) => [...new Set(records.map(({ message }) => String(message.key)))]);
  const [stuck, free] = keys.find(({ length }) => length > 1) ?? [];
  if (!stuck || !free) throw new Error('no two of four tenants share one of three partitions');
  return [stuck, free];
}

export const aFailingControlEventMakesRoom: Guarantee = {
  sentence: "A control event that fails is set aside with its tenant's later ones, and others' go on",
  restsOn: [settingAside, parking],
  async prove(bus) {
    const { topic } = bus.commanded.stream;
    bus.startRelay();
    const first = bus.startConsumer();
    const [stuck, free] = await neighbours(bus);
    let broken = true;
    bus.beforeCommit(async ({ tenant, number }) => {
      if (broken && tenant === stuck && number === 1) throw new Error('nobody foresaw this');
    });
    for (const number of range(1, 4))
      for (const tenant of [stuck, free]) await bus.publish(bus.commanded, tenant, [number]);
    await bus.untilHandled(topic, 10);
    expect((await bus.tally(free)).seen).toEqual(range(0, 4));
    expect((await bus.tally(stuck)).seen).toEqual([0]);
    await first.stop();
    const letters = await bus.store.model(deadLetters).find({ key: stuck }).sort({ offset: 1 }).lean();
    expect(letters.map(({ status }) => status)).toEqual(['set-aside', 'parked', 'parked']);
    bus.startConsumer();
    await bus.publish(bus.commanded, stuck, [4]);
    await bus.untilHandled(topic, 11);
    broken = false;
    await bus.eventually(async () => expect((await bus.tally(stuck)).count).toBe(5));
    expect((await bus.tally(stuck)).seen).toEqual(range(0, 5));
    expect(await bus.store.model(deadLetters).countDocuments()).toBe(0);
    expect(await bus.concluded('dead-letter')).toBe(0);
  },
};

export const whatWaitsHoldsUpNoControlEvent: Guarantee = {
  sentence: 'An event that waits for what is away holds up neither control events nor other partitions',
  async prove(bus) {
    const tenants = range(0, 6).map(() => newId('tenant'));
    const [stuck = ''] = tenants;
    let away = true;
    bus.beforeCommit(async ({ type, tenant }) => {
      if (away && type === bus.counted.name && tenant === stuck) throw transient('away', 'It is away.');
    });
    bus.startRelay();
    bus.startConsumer();
    await bus.publish(bus.counted, stuck, range(0, 3));
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    await setTimeout(1_000); // by now it is fetched and waits
    for (const tenant of tenants) await bus.publish(bus.commanded, tenant, [0]);
    await bus.untilHandled(bus.commanded.stream.topic, tenants.length);
    for (const tenant of tenants) await bus.publish(bus.asked, tenant, [1]);
    await bus.untilHandled(bus.topics.asked, tenants.length);
    away = false;
    // First the command. The event that `asked` caused comes after those that waited.
    await bus.eventually(async () => expect((await bus.tally(stuck)).seen).toEqual([0, 0, 1, 2, 1]));
    expect(await bus.concluded('dead-letter')).toBe(0);
  },
};
