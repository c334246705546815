import { testService } from '@crescendo/chassis-testing';
import { newId } from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { ledger } from '../ledger/ledger.ts';
import { deadLetters, undecodableAt } from '../process/dead-letters.ts';
import { defineService } from '../service.ts';
import { watchBacklog } from './backlog.ts';

const MINUTE = 60_000;

/** A service whose backlog is counted when the test asks. */
async function watching() {
  const { store, metrics, context } = await testService(defineService({ name: 'billing' }));
  const samples = async (name: string) =>
    (await metrics.registry.getSingleMetricAsString(name)).split('\n').filter((line) => !line.startsWith('#'));
  return {
    store,
    samples,
    /** Counts until the gauges satisfy `expected`. */
    async lookUntil(expected: () => Promise<void>) {
      const stopping = new AbortController();
      const watched = watchBacklog({ store, metrics, log: context.log, signal: stopping.signal, clock: context.clock });
      await vi.waitFor(expected, { timeout: 60_000, interval: 20 });
      stopping.abort();
      await watched;
    },
  };
}

test('dead letters are counted by status and reason, as they are now', async () => {
  const { store, samples, lookUntil } = await watching();
  const model = store.model(deadLetters);
  const at = (offset: number) => ({ topic: 't', partition: 0, offset });
  await model.create([undecodableAt(at(1), 'undecodable'), undecodableAt(at(2), 'undecodable')]);
  await model.create({ ...undecodableAt(at(3), 'parked'), status: 'parked' });
  await lookUntil(async () =>
    expect((await samples('crescendo_dead_letters')).toSorted()).toEqual([
      'crescendo_dead_letters{status="dead",code="undecodable",service="billing"} 2',
      'crescendo_dead_letters{status="parked",code="parked",service="billing"} 1',
    ]),
  );
  await model.deleteMany({});
  await lookUntil(async () => expect(await samples('crescendo_dead_letters')).toEqual([]));
});

test('dead records of the control stream are counted by their reason, those of other streams are not', async () => {
  const { store, samples, lookUntil } = await watching();
  const model = store.model(deadLetters);
  const dead = (topic: string) => undecodableAt({ topic, partition: 0, offset: 1 }, 'undecodable');
  await model.create([dead('crescendo.control'), dead('crescendo.users')]);
  const name = 'crescendo_control_records_dead';
  await lookUntil(async () => expect(await samples(name)).toEqual([`${name}{code="undecodable",service="billing"} 1`]));
  await model.deleteMany({});
  await lookUntil(async () => expect(await samples(name)).toEqual([]));
});

test('erasures that do not go on are counted by the event that fails, those behind it are not', async () => {
  const { store, samples, lookUntil } = await watching();
  const model = store.model(deadLetters);
  const row = (offset: number, status: 'set-aside' | 'parked', type: string) => ({
    ...undecodableAt({ topic: 'crescendo.control', partition: 0, offset }, 'unexpected'),
    ...{ status, type },
  });
  await model.create([row(1, 'set-aside', 'erasure-asked'), row(2, 'set-aside', 'erasure-asked')]);
  await model.create([row(3, 'parked', 'erasure-withdrawn')]);
  const name = 'crescendo_control_events_set_aside';
  await lookUntil(async () =>
    expect(await samples(name)).toEqual([`${name}{type="erasure-asked",code="unexpected",service="billing"} 2`]),
  );
  await model.deleteMany({});
  await lookUntil(async () => expect(await samples(name)).toEqual([]));
});

test('an effect that is put off again and again is as old as its wish, and one that is over does not count', async () => {
  const { store, samples, lookUntil } = await watching();
  const now = Date.now();
  const row = (status: 'intended' | 'sending' | 'known', minutes: number, dueIn: number) => ({
    _id: newId('effect'),
    effect: 'post',
    tenant: newId('tenant'),
    key: 'k',
    args: {},
    status,
    attempt: 7,
    dueAt: new Date(now + dueIn),
    cause: 'local',
    position: 1,
    index: 0,
    createdAt: new Date(now - minutes * MINUTE),
  });
  const rows = [row('known', 500, 0), row('intended', 40, 30_000), row('sending', 2, 0), row('intended', 1, 0)];
  await store.model(ledger).insertMany(rows);
  await lookUntil(async () =>
    expect(await samples('crescendo_effects_waiting')).toEqual(['crescendo_effects_waiting{service="billing"} 3']),
  );
  const [age] = await samples('crescendo_effects_age_seconds');
  expect(Number(age?.split(' ').at(-1))).toBeGreaterThanOrEqual(40 * 60);
});
