import { deadLetters } from '@crescendo/chassis/src/process/dead-letters.ts';
import { newId, permanent } from '@crescendo/contracts';
import { expect } from 'vitest';
import { killSwitch, parking } from '../bus/mechanisms.ts';
import type { Guarantee } from './guarantee.ts';
import { range } from './numbers.ts';

export const aPoisonedKeyWaitsInOrder: Guarantee = {
  sentence: 'Behind a poisoned event the later ones of its key wait in order, while other keys go on',
  restsOn: [parking],
  async prove(bus) {
    const [stuck, free] = [newId('tenant'), newId('tenant')];
    bus.beforeCommit(async ({ tenant, number }) => {
      if (tenant === stuck && number === 2) throw permanent('poisoned', 'It can never be handled.');
    });
    bus.startRelay();
    const first = bus.startConsumer();
    await Promise.all([stuck, free].map((tenant) => bus.publish(bus.counted, tenant, range(0, 5))));
    await bus.publish(bus.noted, stuck, [5]);
    await bus.eventually(async () => expect((await bus.tally(free)).seen).toEqual(range(0, 5)));
    await bus.untilHandled(bus.topics.counted, 11);
    await first.stop();
    bus.startConsumer();
    await Promise.all([stuck, free].map((tenant) => bus.publish(bus.counted, tenant, [6])));
    await bus.eventually(async () => expect((await bus.tally(free)).seen).toContain(6));
    await bus.untilHandled(bus.topics.counted, 13);
    expect((await bus.tally(stuck)).seen).toEqual([0, 1]);
    const letters = await bus.store.model(deadLetters).find({ key: stuck }).sort({ offset: 1 }).lean();
    expect(letters.map(({ status, code }) => [status, code])).toEqual([
      ['dead', 'poisoned'],
      ...range(3, 7).map(() => ['parked', 'parked']),
    ]);
    expect(letters.map(({ value }) => JSON.parse(value ?? '{}').number)).toEqual(range(2, 7));
  },
};

/** More than half of the last 20 attempts, plus a few that are running on other partitions at that moment. */
const AT_MOST_LOST = 14;

export const aFaultOfOursPausesTheConsumer: Guarantee = {
  sentence: 'A consumer that fails at most of what it tries pauses and says so, and goes on by itself once it can',
  restsOn: [killSwitch],
  async prove(bus) {
    const tenants = range(0, 24).map(() => newId('tenant'));
    let broken = true;
    bus.beforeCommit(async () => {
      if (broken) throw permanent('broken-release', 'Whoever comes: it fails.');
    });
    bus.startRelay();
    const consumer = bus.startConsumer();
    await Promise.all(tenants.map((tenant) => bus.publish(bus.counted, tenant, [0])));
    const paused = () => Object.hasOwn(consumer.reasons(), 'kill switch');
    await bus.eventually(async () =>
      expect(paused() || (await bus.handledUpTo(bus.topics.counted)) >= tenants.length).toBe(true),
    );
    broken = false;
    expect(consumer.reasons()).toMatchObject({ 'kill switch': 'paused: most of what it tries fails' });
    expect(bus.logged('fatal')).toHaveLength(1);
    await bus.untilHandled(bus.topics.counted, tenants.length);
    await bus.eventually(() => expect(consumer.reasons()).toEqual({}));
    const lost = await bus.concluded('dead-letter');
    expect(lost).toBeLessThanOrEqual(AT_MOST_LOST);
    expect(await bus.concluded('done')).toBe(tenants.length - lost);
  },
};
