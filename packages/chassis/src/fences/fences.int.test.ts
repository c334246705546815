import { counts, erasureWorld, ring } from '@crescendo/chassis-testing/erasure';
import { erasureStepRequested, newId, rosterChanged, userRemoved } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { ledger } from '../ledger/ledger.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { inbox } from '../process/inbox.ts';
import { createFences, fences, fenceVersions, setFence } from './fences.ts';

test('what comes after the fence is gone, leaves no row, and others are not concerned', async () => {
  const { tenant, roster, ask, rowsOf, store } = await erasureWorld();
  await roster(tenant);
  await ask('fence');
  expect((await roster(tenant)).outcome).toEqual({ kind: 'gone' });
  const other = newId('tenant');
  expect((await roster(other)).outcome).toEqual({ kind: 'done' });
  expect(await rowsOf(tenant)).toHaveLength(1);
  expect(await store.model(inbox).countDocuments({ tenant, type: rosterChanged.name })).toBe(1);
});

test('in a chunk, only what is about them is let go', async () => {
  const { tenant, ask, deliverBatch, store } = await erasureWorld();
  const [erased, other] = [newId('user'), newId('user')];
  await ask('fence', erased);
  const removal = (user: string) => [userRemoved, { tenant, user, key: user, data: { version: 1 } }] as const;
  expect((await deliverBatch([removal(erased), removal(other), removal(erased)])).outcome).toBe(true);
  expect(await store.model(counts).find({ tenant }).lean()).toMatchObject([{ user: other }]);
});

test('while a customer is held all is put aside, and handled in order when they come back', async () => {
  const { tenant, roster, ask, rowsOf, store, drain, runJob } = await erasureWorld();
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
  const { tenant, ask, context } = await erasureWorld();
  const work = () => context.transact({ tenant }, async () => 'done');
  await ask('hold');
  await expect(work()).rejects.toMatchObject({ code: 'held', retry: false });
  await ask('fence');
  await expect(work()).rejects.toMatchObject({ code: 'gone', retry: false });
  expect(await context.transact({ tenant, passesFence: true }, async () => 'done')).toBe('done');
});

test('what still puts something aside while its customer comes back does so no more: nothing waits for nobody', async () => {
  const { tenant, ask, runJob, store, roster } = await erasureWorld();
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
    // Parks an event of a still held customer, in the first run only.
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
  const { tenant, roster, ask, runJob, store } = await erasureWorld();
  await ask('release');
  await runJob('erase');
  expect((await ask('hold')).outcome).toEqual({ kind: 'skip', code: 'released-before' });
  expect((await roster(tenant)).outcome).toEqual({ kind: 'done' });
  for (const state of ['fenced', 'held', 'lifted'] as const)
    await store.transaction(() => setFence((part) => store.model(part), { tenant }, state));
  expect(await store.model(fences).findById(tenant).lean()).toMatchObject({ state: 'fenced' });
});

test('a look at the fences that ends late does not bring back one that was lifted meanwhile', async () => {
  const { tenant, ask, store } = await erasureWorld();
  await ask('hold');
  const read = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let slow = true;
  // Pauses between reading the rows and storing them.
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
  const { tenant, ask, context, startEffects, store } = await erasureWorld();
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
  const { tenant, ask, store } = await erasureWorld();
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

test('an erasure that is taken back before it deletes lifts its own fence, also where the steps come in disorder', async () => {
  const { tenant, roster, ask, runJob, rowsOf } = await erasureWorld();
  await ask('fence');
  expect((await roster(tenant)).outcome).toEqual({ kind: 'gone' });
  await ask('release');
  await runJob('erase');
  expect((await roster(tenant)).outcome).toEqual({ kind: 'done' });
  await ask('fence');
  expect((await roster(tenant)).outcome).toEqual({ kind: 'done' });
  expect(await rowsOf(tenant)).toHaveLength(2);

  const other = await erasureWorld();
  await other.ask('release');
  expect((await other.ask('fence')).outcome).toEqual({ kind: 'skip', code: 'released-before' });
  expect((await other.roster(other.tenant)).outcome).toEqual({ kind: 'done' });
});

test('once it deletes nothing lifts it, nor does another erasure', async () => {
  const { tenant, roster, ask, deliver } = await erasureWorld();
  await ask('fence');
  const another = { erasure: newId('erasure'), scope: 'tenant', step: 'release' } as const;
  await deliver(erasureStepRequested, { tenant, key: tenant, data: another });
  expect((await roster(tenant)).outcome).toEqual({ kind: 'gone' });
  await ask('erase');
  expect((await ask('release')).outcome).toEqual({ kind: 'skip', code: 'erased-before' });
  expect((await roster(tenant)).outcome).toEqual({ kind: 'gone' });
});
