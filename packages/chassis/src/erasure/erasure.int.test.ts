import {
  erasureStepDone,
  erasureStepRequested,
  newId,
  opaque,
  plain,
  rosterChanged,
  tenantId,
  userId,
  userRemoved,
} from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { deadLetters } from '../bus/dead-letters.ts';
import { inbox } from '../bus/inbox.ts';
import { outbox } from '../bus/outbox.ts';
import { effect } from '../effects/effect.ts';
import { ledger } from '../effects/ledger.ts';
import { on } from '../handlers/on.ts';
import { onBatch } from '../handlers/on-batch.ts';
import { defineService, type Service } from '../service.ts';
import { collection } from '../store/collection.ts';
import { testService } from '../testing/index.ts';
import { createFences, fences, fenceVersions, setFence } from './fences.ts';
import { archivedRecords, erasureStepRows } from './step-rows.ts';

const counts = collection({
  name: 'counts',
  schema: z.object({ _id: opaque(z.string()), tenant: tenantId, user: userId.optional(), count: plain(z.int()) }),
  indexes: [{ fields: { tenant: 1 } }],
  archived: ['count'],
});

const ring = effect({ name: 'ring', args: z.object({}), whenUnknown: () => 'give-up', perform: async () => {} });

const counting = on(rosterChanged, {
  async handle({ id, data, tenant }, tx) {
    await tx.model(counts).create([{ _id: id, tenant, count: data.billable }]);
  },
});
const removing = onBatch([userRemoved], {
  async handle(events, tx) {
    await tx.model(counts).insertMany(events.map(({ id, tenant, user }) => ({ _id: id, tenant, user, count: 1 })));
  },
});

async function world(more: Partial<Service> = {}) {
  const definition = defineService({
    name: 'billing',
    collections: [counts],
    handlers: [counting, removing],
    effects: [ring],
    ...more,
  });
  const service = await testService(definition);
  const [tenant, erasure] = [newId('tenant'), newId('erasure')];
  const roster = (of: string, billable = 1) =>
    service.deliver(rosterChanged, { tenant: of, data: { billable, guests: 0, version: 1 } });
  const ask = (step: 'hold' | 'release' | 'fence' | 'close' | 'erase' | 'verify', user?: string) =>
    service.deliver(erasureStepRequested, {
      tenant,
      ...(user && { user }),
      key: tenant,
      data: { erasure, scope: user ? 'person' : 'tenant', step },
    });
  const rowsOf = (of: string) => service.store.model(counts).find({ tenant: of }).lean();
  const answers = async () =>
    (await service.published()).filter(({ type }) => type === erasureStepDone.name).map(({ data }) => data);
  return { ...service, tenant, erasure, roster, ask, rowsOf, answers };
}

test('what comes after the fence is gone, leaves no row, and others are not concerned', async () => {
  const { tenant, roster, ask, rowsOf, store } = await world();
  await roster(tenant);
  await ask('fence');
  expect((await roster(tenant)).outcome).toEqual({ kind: 'gone' });
  const other = newId('tenant');
  expect((await roster(other)).outcome).toEqual({ kind: 'done' });
  expect(await rowsOf(tenant)).toHaveLength(1);
  expect(await store.model(inbox).countDocuments({ tenant, type: rosterChanged.name })).toBe(1);
});

test('in a chunk, only what is about them is let go', async () => {
  const { tenant, ask, deliverBatch, store } = await world();
  const [erased, other] = [newId('user'), newId('user')];
  await ask('fence', erased);
  const removal = (user: string) => [userRemoved, { tenant, user, key: user, data: { version: 1 } }] as const;
  expect((await deliverBatch([removal(erased), removal(other), removal(erased)])).outcome).toBe(true);
  expect(await store.model(counts).find({ tenant }).lean()).toMatchObject([{ user: other }]);
});

test('while a customer is held all is put aside, and handled in order when they come back', async () => {
  const { tenant, roster, ask, rowsOf, store, drain, runJob } = await world();
  await ask('hold');
  for (const billable of [1, 2, 3]) expect((await roster(tenant, billable)).outcome).toEqual({ kind: 'parked' });
  await ask('release');
  await runJob('erase');
  const at = { topic: rosterChanged.stream.topic, partition: 0 };
  while ((await drain.next(at, new AbortController().signal)).kind === 'drained');
  expect((await rowsOf(tenant)).map(({ count }) => count)).toEqual([1, 2, 3]);
  expect(await store.model(deadLetters).countDocuments()).toBe(0);
  expect((await roster(tenant, 4)).outcome).toEqual({ kind: 'done' });
});

test('a unit of work about them is refused', async () => {
  const { tenant, ask, context } = await world();
  const work = () => context.transact({ tenant }, async () => 'done');
  await ask('hold');
  await expect(work()).rejects.toMatchObject({ code: 'held', retry: false });
  await ask('fence');
  await expect(work()).rejects.toMatchObject({ code: 'gone', retry: false });
  expect(await context.transact({ tenant, passesFence: true }, async () => 'done')).toBe('done');
});

test('erasing counts what was there, archives what is not personal, and leaves nothing else', async () => {
  const { tenant, roster, ask, runJob, answers, store, rowsOf } = await world();
  const other = newId('tenant');
  for (const of of [tenant, tenant, other]) await roster(of, 7);
  const before = await rowsOf(other);
  await ask('fence');
  await ask('erase');
  await runJob('erase');
  const [erased] = (await answers()).slice(-1);
  expect(erased).toMatchObject({ step: 'erase', evidence: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(erased).toMatchObject({
    counts: expect.arrayContaining([{ collection: 'counts', before: 2, erased: 2, after: 0 }]),
  });
  await ask('verify');
  await runJob('erase');
  for (const part of [counts, deadLetters, ledger]) expect(await store.model(part).countDocuments({ tenant })).toBe(0);
  expect(await store.model(outbox).distinct('topic', { tenant })).toEqual(['crescendo.control']);
  expect(await store.model(inbox).distinct('type', { tenant })).toEqual([erasureStepRequested.name]);
  expect((await store.model(archivedRecords).find({}).lean()).map(({ record }) => record)).toEqual([
    { count: 7 },
    { count: 7 },
  ]);
  expect(await rowsOf(other)).toEqual(before);
});

test('what began before the fence and stood still since then cannot commit', async () => {
  const { tenant, ask, runJob, context, rowsOf } = await world();
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let runs = 0;
  const standing = context.transact({ tenant }, async (tx) => {
    runs++;
    await tx.model(counts).create([{ _id: newId('event'), tenant, count: 1 }]);
    reached.resolve();
    if (runs === 1) await goOn.promise;
  });
  await reached.promise;
  await ask('fence');
  await ask('erase');
  await runJob('erase');
  goOn.resolve();
  await expect(standing).rejects.toMatchObject({ code: 'gone' });
  expect(await rowsOf(tenant)).toEqual([]);
});

test('an effect of theirs is not begun any more; one that belongs to the erasure is, and closing waits for it', async () => {
  const performed: string[] = [];
  const record = effect({
    name: 'record',
    args: z.object({ what: plain(z.string()) }),
    whenUnknown: () => 'give-up',
    perform: async ({ what }) => void performed.push(what),
  });
  const { tenant, ask, runJob, answers, context, startEffects, store } = await world({
    effects: [record],
    erasure: {
      onClose: async (tx) => tx.perform(record, { what: 'a goodbye' }, { key: 'close', passesFence: true }),
    },
  });
  await context.transact({ tenant }, async (tx) => tx.perform(record, { what: 'a lesson' }, { key: 'lesson' }));
  await ask('fence');
  await ask('close');
  await runJob('erase');
  expect((await answers()).map((answer) => answer)).toHaveLength(1);
  const effects = startEffects();
  await expect.poll(() => store.model(ledger).countDocuments({ status: 'known' })).toBe(1);
  await effects.stop();
  await runJob('erase');
  expect((await answers()).at(-1)).toMatchObject({ step: 'close', effects: [{ effect: 'record', outcome: 'done' }] });
  expect(performed).toEqual(['a goodbye']);
});

test('a step asked for again is answered again, and not done again', async () => {
  const { ask, answers, store } = await world();
  await ask('fence');
  await ask('fence');
  expect(await answers()).toEqual([expect.anything(), (await answers())[0]]);
  expect(await store.model(fences).find({}).lean()).toMatchObject([{ state: 'fenced', version: 1 }]);
});

test('a database that was restored from before is erased again when the steps are asked for again', async () => {
  const { tenant, roster, ask, runJob, rowsOf, store } = await world();
  await roster(tenant);
  const backup = await Promise.all(
    [counts, fences, erasureStepRows].map(async (part) => ({ part, rows: await store.model(part).find({}).lean() })),
  );
  const erase = async () => {
    for (const step of ['fence', 'erase', 'verify'] as const) await ask(step);
    await runJob('erase');
  };
  await erase();
  for (const { part, rows } of backup) {
    await store.model(part).deleteMany({});
    if (rows.length > 0) await store.model(part).insertMany(rows);
  }
  expect(await rowsOf(tenant)).toHaveLength(1);
  await erase();
  expect(await rowsOf(tenant)).toEqual([]);
  expect((await roster(tenant)).outcome).toEqual({ kind: 'gone' });
});

test('what still puts something aside while its customer comes back does so no more: nothing waits for nobody', async () => {
  const { tenant, ask, runJob, store, roster } = await world();
  await ask('hold');
  await roster(tenant);
  const [letter] = await store.model(deadLetters).find({ tenant }).lean();
  if (!letter) throw new Error('nothing was put aside');
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let runs = 0;
  const parking = store.transaction(async () => {
    runs++;
    const key = `another-${runs}`;
    // What was held when it began: only the first time.
    if (runs === 1) await store.model(deadLetters).create([{ ...letter, _id: newId('event'), key, offset: 9 }]);
    reached.resolve();
    if (runs === 1) await goOn.promise;
  });
  await reached.promise;
  await ask('release');
  await runJob('erase');
  goOn.resolve();
  await parking;
  expect(await store.model(deadLetters).countDocuments({ tenant, redriveAs: { $exists: false } })).toBe(0);
});

test('a fence stays whatever comes late, and a hold that its release has overtaken holds nobody', async () => {
  const { tenant, roster, ask, runJob, store } = await world();
  await ask('release');
  await runJob('erase');
  expect((await ask('hold')).outcome).toEqual({ kind: 'skip', code: 'released-before' });
  expect((await roster(tenant)).outcome).toEqual({ kind: 'done' });
  await ask('fence');
  for (const state of ['held', 'lifted'] as const)
    await store.transaction(() => setFence((part) => store.model(part), { tenant }, state));
  expect(await store.model(fences).findById(tenant).lean()).toMatchObject({ state: 'fenced' });
});

test('a step that fails holds up no other erasure', async () => {
  const failing = newId('user');
  const { tenant, ask, runJob, answers, deliver } = await world({
    erasure: {
      onClose: async (_tx, { user }) => {
        if (user === failing) throw new Error('it fails');
      },
    },
  });
  await ask('close', failing);
  const other = { erasure: newId('erasure'), scope: 'person', step: 'close' } as const;
  const time = new Date(Date.now() + 1_000);
  await deliver(erasureStepRequested, { tenant, user: newId('user'), key: tenant, time, data: other });
  await expect(runJob('erase')).rejects.toThrow('it fails');
  expect(await answers()).toEqual([expect.objectContaining({ erasure: other.erasure, step: 'close' })]);
});

test("what is asked of a person's erasure is answered, also when their whole customer is erased meanwhile", async () => {
  const { tenant, ask, runJob, answers, deliver } = await world();
  const [user, erasure] = [newId('user'), newId('erasure')];
  await ask('fence');
  await ask('erase');
  const ofPerson = { erasure, scope: 'person', step: 'erase' } as const;
  const time = new Date(Date.now() + 1_000);
  await deliver(erasureStepRequested, { tenant, user, key: tenant, time, data: ofPerson });
  await runJob('erase');
  expect(await answers()).toEqual(expect.arrayContaining([expect.objectContaining({ erasure, step: 'erase' })]));
});

test('a look at the fences that ends late does not bring back one that was lifted meanwhile', async () => {
  const { tenant, ask, store } = await world();
  await ask('hold');
  const read = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let slow = true;
  // Stands between its reading the rows and its keeping them.
  const standing: Pick<typeof store, 'model'> = {
    model: (part) => {
      const model = store.model(part);
      if (part.name !== fences.name || !slow) return model;
      slow = false;
      return new Proxy(model, {
        get(target, name, receiver) {
          if (name !== 'find') return Reflect.get(target, name, receiver);
          return (filter: object) => ({
            sort: () => ({
              lean: async () => {
                const rows = await store.model(fences).find(filter).sort({ version: 1 }).lean();
                read.resolve();
                await goOn.promise;
                return rows;
              },
            }),
          });
        },
      });
    },
  };
  const known = createFences({ ...store, ...standing });
  const late = known.statesOf([{ tenant }]);
  await read.promise;
  await ask('release');
  expect(await known.statesOf([{ tenant }])).toEqual(['open']);
  goOn.resolve();
  await late;
  expect(await known.statesOf([{ tenant }])).toEqual(['open']);
  expect(known.closedTenants()).toEqual([]);
});

test('effects of a customer who is held are put off all at once, and others go on', async () => {
  const { tenant, ask, context, startEffects, store } = await world();
  const other = newId('tenant');
  await context.transact({ tenant }, async (tx) => {
    for (let key = 0; key < 40; key++) tx.perform(ring, {}, { key: `theirs-${key}` });
  });
  await context.transact({ tenant: other }, async (tx) => tx.perform(ring, {}, { key: 'another' }));
  await ask('hold');
  const effects = startEffects();
  await expect.poll(() => store.model(ledger).countDocuments({ tenant: other, status: 'known' })).toBe(1);
  const theirs = { tenant, status: 'intended' as const };
  await expect
    .poll(async () => {
      const [due, ...more] = await store.model(ledger).distinct('dueAt', theirs);
      return due !== undefined && more.length === 0 && due > new Date();
    })
    .toBe(true);
  await effects.stop();
  expect(await store.model(ledger).countDocuments(theirs)).toBe(40);
});

test('a process that lives while its database is restored knows the fences that are set afterwards', async () => {
  const { tenant, ask, store } = await world();
  await ask('fence', newId('user'));
  await ask('hold');
  const known = createFences(store);
  await known.refresh();
  await store.model(fences).deleteMany({});
  await store.model(fenceVersions).updateOne({}, { $set: { version: 0 } });
  await known.refresh();
  await store.transaction(() => setFence((part) => store.model(part), { tenant }, 'fenced'));
  await known.refresh();
  expect(await known.statesOf([{ tenant }])).toEqual(['fenced']);
});

test('an erasure that is cut off and done again says what there was in the beginning', async () => {
  const { tenant, roster, ask, runJob, answers, store } = await world();
  for (const billable of [1, 2, 3]) await roster(tenant, billable);
  await ask('fence');
  await ask('erase');
  // As when the process is killed right after it has deleted.
  const before = { counts: 3, inbox: 3 };
  await store.model(erasureStepRows).updateOne({ step: 'erase' }, { $set: { before } });
  await store.model(counts).deleteMany({ tenant });
  await runJob('erase');
  expect((await answers()).at(-1)).toMatchObject({
    counts: expect.arrayContaining([{ collection: 'counts', before: 3, erased: 3, after: 0 }]),
  });
});
