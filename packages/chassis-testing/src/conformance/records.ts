import { outbox } from '@crescendo/chassis/src/outbox/outbox.ts';
import { deadLetters } from '@crescendo/chassis/src/process/dead-letters.ts';
import { newId } from '@crescendo/contracts';
import { expect } from 'vitest';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

export const oversizeIsRefusedWhereItIsMade: Guarantee = {
  sentence: 'An event too large for a record is refused where it is made, with a code, and its transaction with it',
  async prove(bus) {
    const tenant = newId('tenant');
    bus.startRelay();
    bus.startConsumer();
    const published = bus.publish(bus.counted, tenant, [1], 'x'.repeat(1_000_000));
    await expect(published).rejects.toMatchObject({ code: 'event-too-large', retry: false });
    expect(await bus.store.model(outbox).countDocuments()).toBe(0);
    await bus.publish(bus.counted, tenant, [2], 'x'.repeat(890_000));
    await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toEqual([2]));
  },
};

export const undecodableRecordsKeepTheirPlace: Guarantee = {
  sentence:
    'A record that is no event becomes a dead letter that keeps its place and nothing else; what follows goes on',
  async prove(bus) {
    const tenant = newId('tenant');
    const value = 'Jane Roe <jane@example.com>';
    const stranger = {
      ce_specversion: '1.0',
      ce_id: 'jane@example.com',
      ce_source: '/crescendo/billing',
      ce_type: 'com.crescendo.toy-counted',
      ce_time: '2026-11-24T09:00:00Z',
      ce_tenant: 'jane',
    };
    await bus.produce(bus.topics.counted, [
      { key: tenant, value },
      { key: tenant, value, headers: stranger },
      { key: tenant, value: null },
    ]);
    bus.startRelay();
    bus.startConsumer();
    await bus.publish(bus.counted, tenant, [1]);
    await bus.eventually(async () => expect((await bus.tally(tenant)).seen).toEqual([1]));
    const letters = await bus.store.model(deadLetters).find().sort({ offset: 1 }).lean();
    const places = letters.map(({ code, offset }) => [code, offset]);
    expect(places).toEqual([0, 1, 2].map((offset) => ['undecodable', offset]));
    expect(JSON.stringify(letters)).not.toMatch(/jane/i);
  },
};

export const theRowFollowsWhatIsPassedOver: Guarantee = {
  sentence: 'Records of types that a service does not handle are passed over, and its row and Kafka say so soon',
  async prove(bus) {
    const tenant = newId('tenant');
    const { topic } = bus.counted.stream;
    const relay = bus.startRelay();
    await bus.publish(bus.counted, tenant, [1]);
    await bus.eventually(async () => expect(await bus.pending()).toBe(0));
    await relay.stop();
    const [known] = await bus.wire(topic);
    const { key = null, value = null, headers } = known?.message ?? {};
    const others = () =>
      range(0, 3).map(() => ({ ...headers, ce_id: newId('event'), ce_type: 'com.crescendo.unheard-of' }));
    await bus.produce(
      topic,
      others().map((headers) => ({ key, value, headers })),
    );
    const consumer = bus.startConsumer();
    await bus.untilHandled(topic, 4);
    await bus.produce(
      topic,
      others().map((headers) => ({ key, value, headers })),
    );
    await bus.untilHandled(topic, 7);
    await bus.eventually(async () => expect(await bus.toldUpTo(topic)).toBe(await bus.handledUpTo(topic)));
    expect((await bus.tally(tenant)).seen).toEqual([1]);
    expect(consumer.reasons()).toEqual({});
  },
};
