import { testService } from '@crescendo/chassis-testing';
import { erasureStepRequested, messageSent, newId, plain, tenantId } from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { askRedrive } from '../dead-letters/ask.ts';
import { on } from '../handlers/on.ts';
import { deadLetter } from '../handlers/outcome.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { defineService } from '../service.ts';
import { collection } from '../store/collection.ts';

const histories = collection({
  name: 'histories',
  schema: z.object({ _id: tenantId, seen: plain(z.array(z.string())) }),
});
const at = { topic: messageSent.stream.topic, partition: 0 };
const never = new AbortController().signal;

/**
 * A service that opens the events it handles, with two customers, one of whom can be held. Events in `poison` become
 * dead letters.
 */
async function openingWorld() {
  const poison = new Set<string>();
  const opening = on(messageSent, {
    opens: ['place'],
    async handle({ tenant, data: { place } }, tx) {
      const ts = place?.ts ?? '';
      if (poison.has(ts)) return deadLetter('poisoned');
      await tx.model(histories).updateOne({ _id: tenant }, { $push: { seen: ts } }, { upsert: true });
    },
  });
  const definition = defineService({
    name: 'gateway',
    collections: [histories],
    handlers: [opening],
    opens: ['message', 'intake', 'credential'],
  });
  const service = await testService(definition);
  const { deliver, keyring, keyServiceAway, store, runJob, drain } = service;
  const [tenant, user, erasure] = [newId('tenant'), newId('user'), newId('erasure')];
  /** Like the key service for a customer on hold: it gives out none of their keys again. */
  const refuseKeys = () => {
    keyring.forget({ tenant });
    keyServiceAway(true);
  };
  return {
    ...service,
    tenant,
    poison,
    refuseKeys,
    sent: (ts: string, { of = tenant, who = user, meanwhile = () => {} } = {}) => {
      const place = { channel: 'D1', ts };
      const data = { message: newId('message'), outcome: 'sent' as const, place };
      return deliver(messageSent, { tenant: of, user: who, data, meanwhile });
    },
    step: (step: 'hold' | 'release' | 'fence') =>
      deliver(erasureStepRequested, { tenant, data: { erasure, scope: 'tenant', step } }),
    async comesBack() {
      keyServiceAway(false);
      await deliver(erasureStepRequested, { tenant, data: { erasure, scope: 'tenant', step: 'release' } });
      await runJob('erase');
      while ((await drain.next(at, never)).kind === 'drained');
    },
    handled: async (of = tenant) => (await store.model(histories).findById(of).lean())?.seen ?? [],
    letters: async () =>
      (await store.model(deadLetters).find(at).sort({ offset: 1 }).lean()).map(({ status, code }) => [status, code]),
  };
}

test('what cannot be opened of a customer who is held is put aside, and what stands behind it goes on', async () => {
  const { sent, step, refuseKeys, keyServiceAway, handled, letters, comesBack } = await openingWorld();
  const other = { of: newId('tenant'), who: newId('user') };
  await step('hold');
  for (const ts of ['1', '2']) {
    expect((await sent(ts, { meanwhile: refuseKeys })).outcome).toEqual({ kind: 'parked' });
    keyServiceAway(false);
    expect((await sent(ts, other)).outcome).toEqual({ kind: 'done' });
  }
  expect(await handled()).toEqual([]);
  expect(await handled(other.of)).toEqual(['1', '2']);
  expect(await letters()).toEqual([
    ['parked', 'held'],
    ['parked', 'held'],
  ]);
  await comesBack();
  expect(await handled()).toEqual(['1', '2']);
  expect(await letters()).toEqual([]);
  expect((await sent('3')).outcome).toEqual({ kind: 'done' });
});

test('what waits for its keys when its customer is held is put aside then', async () => {
  const { sent, step, refuseKeys, metrics, handled, comesBack } = await openingWorld();
  const waiting = sent('1', { meanwhile: refuseKeys });
  const retries = async () => (await metrics.retries.get()).values.length;
  await vi.waitFor(async () => expect(await retries()).toBeGreaterThan(0));
  await step('hold');
  expect((await waiting).outcome).toEqual({ kind: 'parked' });
  await comesBack();
  expect(await handled()).toEqual(['1']);
});

test('what cannot be opened of a customer who was fenced is let go', async () => {
  const { sent, step, refuseKeys, letters } = await openingWorld();
  await step('fence');
  expect((await sent('1', { meanwhile: refuseKeys })).outcome).toEqual({ kind: 'gone' });
  expect(await letters()).toEqual([]);
});

test('a redrive that meets a customer who is held puts it aside again, and it follows when they come back', async () => {
  const { sent, step, poison, store, drain, refuseKeys, handled, letters, comesBack } = await openingWorld();
  poison.add('1');
  expect((await sent('1')).outcome).toEqual({ kind: 'dead-letter', code: 'poisoned' });
  expect((await sent('2')).outcome).toEqual({ kind: 'parked' });
  poison.clear();
  await step('hold');
  refuseKeys();
  await askRedrive(store, 'ada', {
    id: newId('redrive'),
    filter: {},
    action: 'redrive',
    reason: 'mended',
    dryRun: false,
  });
  expect(await drain.next(at, never)).toEqual({ kind: 'drained' });
  expect(await drain.next(at, never)).toEqual({ kind: 'nothing' });
  expect(await letters()).toEqual([
    ['parked', 'held'],
    ['parked', 'parked'],
  ]);
  await comesBack();
  expect(await handled()).toEqual(['1', '2']);
  expect(await letters()).toEqual([]);
});
