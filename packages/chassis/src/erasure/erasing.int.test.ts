import { counts, erasureWorld } from '@crescendo/chassis-testing/erasure';
import { erasureStepRequested, newId, plain } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { effect } from '../effects/effect.ts';
import { fences } from '../fences/fences.ts';
import { ledger } from '../ledger/ledger.ts';
import { outbox } from '../outbox/outbox.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { inbox } from '../process/inbox.ts';
import { archivedRecords, erasureStepRows } from './step-rows.ts';

test('erasing counts what was there, archives what is not personal, and leaves nothing else', async () => {
  const { tenant, roster, ask, runJob, answers, store, rowsOf } = await erasureWorld();
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
  const { tenant, ask, runJob, context, rowsOf } = await erasureWorld();
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
  const { tenant, ask, runJob, answers, context, startEffects, store } = await erasureWorld({
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
  const { ask, answers, store } = await erasureWorld();
  await ask('fence');
  await ask('fence');
  expect(await answers()).toEqual([expect.anything(), (await answers())[0]]);
  expect(await store.model(fences).find({}).lean()).toMatchObject([{ state: 'fenced', version: 1 }]);
});

test('a database that was restored from before is erased again when the steps are asked for again', async () => {
  const { tenant, roster, ask, runJob, rowsOf, store } = await erasureWorld();
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

test('a step that fails holds up no other erasure', async () => {
  const failing = newId('user');
  const { tenant, ask, runJob, answers, deliver } = await erasureWorld({
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
  await runJob('erase');
  expect(await answers()).toEqual([expect.objectContaining({ erasure: other.erasure, step: 'close' })]);
});

test("what is asked of a person's erasure is answered, also when their whole customer is erased meanwhile", async () => {
  const { tenant, ask, runJob, answers, deliver } = await erasureWorld();
  const [user, erasure] = [newId('user'), newId('erasure')];
  await ask('fence');
  await ask('erase');
  const ofPerson = { erasure, scope: 'person', step: 'erase' } as const;
  const time = new Date(Date.now() + 1_000);
  await deliver(erasureStepRequested, { tenant, user, key: tenant, time, data: ofPerson });
  await runJob('erase');
  expect(await answers()).toEqual(expect.arrayContaining([expect.objectContaining({ erasure, step: 'erase' })]));
});

test('an erasure that is cut off and done again says what there was in the beginning', async () => {
  const { tenant, roster, ask, runJob, answers, store } = await erasureWorld();
  for (const billable of [1, 2, 3]) await roster(tenant, billable);
  await ask('fence');
  await ask('erase');
  // As if the process were killed right after it deleted the rows.
  const before = { counts: 3, inbox: 3 };
  await store.model(erasureStepRows).updateOne({ step: 'erase' }, { $set: { before } });
  await store.model(counts).deleteMany({ tenant });
  await runJob('erase');
  expect((await answers()).at(-1)).toMatchObject({
    counts: expect.arrayContaining([{ collection: 'counts', before: 3, erased: 3, after: 0 }]),
  });
});
