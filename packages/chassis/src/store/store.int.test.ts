import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { heldClock, patientStore } from '@crescendo/chassis-testing';
import { newId, personal, plain, special, tenantId, userId } from '@crescendo/contracts';
import { createDatabase, dropDatabase } from '@crescendo/engines';
import mongoose, { type mongo } from 'mongoose';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { deadline } from '../waiting/deadline.ts';
import { classify } from './classify.ts';
import { type Collection, collection, type ModelOf, type RowOf } from './collection.ts';
import { openStore } from './store.ts';

const tag = {
  category: 'identity',
  purpose: 'delivery',
  basis: 'contract',
  retention: 'a test',
  about: 'a test',
} as const;

const people = collection({
  name: 'people',
  schema: z.object({
    _id: userId,
    tenant: tenantId,
    user: userId,
    street: personal(z.string(), tag),
    mood: special(z.string(), { ...tag, category: 'learning' }).optional(),
    level: plain(z.enum(['new', 'old'])),
    visits: plain(z.int()),
    since: plain(z.date()),
    tags: plain(z.array(z.string())).optional(),
    place: plain(z.object({ row: z.int(), seat: z.int() })).optional(),
    left: plain(z.date()).nullable(),
  }),
  indexes: [{ fields: { tenant: 1, level: 1 } }, { fields: { since: 1 }, expireAfterSeconds: 60 }],
});

async function database(collections: readonly Collection[] = [people]) {
  const { adminUri } = inject('engines');
  const name = `store_${randomBytes(6).toString('hex')}`;
  const uri = await createDatabase(adminUri, name);
  const store = await patientStore(uri, collections);
  const raw = await mongoose.mongo.MongoClient.connect(uri);
  onTestFinished(async () => {
    await raw.close();
    await store.close();
    await dropDatabase(adminUri, name);
  });
  return {
    store,
    uri,
    model: store.model(people),
    raw: raw.db().collection<mongo.Document & { _id: string }>('people'),
    db: raw.db(),
  };
}

const sealed = `${'e'.repeat(40)}..${'i'.repeat(16)}.${'c'.repeat(40)}.${'t'.repeat(22)}`;
const person = (): RowOf<typeof people> => ({
  _id: newId('user'),
  tenant: newId('tenant'),
  user: newId('user'),
  street: sealed as RowOf<typeof people>['street'], // a brand: it matches the pattern
  level: 'new',
  visits: 1,
  since: new Date(),
  left: null,
});
const refused = { code: 121 }; // DocumentValidationFailure

test('the database itself takes a row as it should be', async () => {
  const { raw } = await database();
  await raw.insertOne(person());
  await raw.insertOne({ ...person(), mood: sealed, tags: ['a'], place: { row: 1, seat: 2 }, left: new Date() });
  expect(await raw.countDocuments()).toBe(2);
});

test.each([
  ['clear text in a sealed field', { street: 'Elm Street' }],
  ['clear text in an optional sealed field', { mood: 'sad' }],
  ['a number in a sealed field', { street: 7 }],
  ['a field that nobody declared', { email: 'jane@example.com' }],
  ['an undeclared field inside another', { place: { row: 1, seat: 2, name: 'Jane' } }],
  ['a list of other things', { tags: [1] }],
  ['another type', { visits: 'many' }],
  ['nothing where something is required', { since: undefined }],
  ['null where null is not allowed', { visits: null }],
])('the database itself refuses %s, whoever writes it and how', async (_what, change) => {
  const { raw } = await database();
  const whole = person();
  await expect(raw.insertOne({ ...whole, ...change })).rejects.toMatchObject(refused);
  await raw.insertOne(whole);
  const [field = ''] = Object.keys(change);
  const missing = Object.values(change)[0] === undefined;
  const update = missing ? { $unset: { [field]: 1 as const } } : { $set: change };
  await expect(raw.updateOne({ _id: whole._id }, update)).rejects.toMatchObject(refused);
});

test('a service cannot switch the validator off by the way it writes', async () => {
  const { model } = await database();
  const whole = person();
  await model.create([whole]);
  const clear = { $set: { street: 'Elm Street' } };
  await expect(model.updateOne({ _id: whole._id }, clear)).rejects.toMatchObject(refused);
  await expect(model.collection.updateOne({}, clear)).rejects.toMatchObject(refused);
  await expect(model.bulkWrite([{ updateOne: { filter: {}, update: clear } }])).rejects.toMatchObject(refused);
});

const wrong: object = { level: 'jane@example.com', street: 'Elm Street' };
test.each([
  ['a row', (model: ModelOf<typeof people>) => model.create([{ ...person(), ...wrong }])],
  ['rows', (model: ModelOf<typeof people>) => model.insertMany([person(), { ...person(), ...wrong }])],
])('a model refuses what the schema refuses in %s, and says where but not what', async (_what, write) => {
  const { model } = await database();
  const error = await write(model).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(mongoose.Error.ValidationError);
  expect(String(error)).toContain('street');
  expect(String(error)).not.toMatch(/jane|Elm/);
  expect(await model.countDocuments()).toBe(0);
});

const undeclared: object = { email: 'jane@example.com' };
test.each([
  ['a row', (model: ModelOf<typeof people>) => model.create([{ ...person(), ...undeclared }])],
  ['rows', (model: ModelOf<typeof people>) => model.insertMany([{ ...person(), ...undeclared }])],
  ['an update', (model: ModelOf<typeof people>) => model.updateOne({ _id: 'x' }, { $set: undeclared })],
  ['a filter', (model: ModelOf<typeof people>) => model.findOne(undeclared)],
])('a model refuses a field that nobody declared in %s', async (_what, use) => {
  const { model } = await database();
  await expect(use(model)).rejects.toThrow('email');
});

test('a second start, and a second replica, find everything as it should be', async () => {
  const { uri, db } = await database();
  const again = await patientStore(uri, [people]);
  await again.close();
  const indexes = await db.collection('people').indexes();
  expect(indexes.map(({ key }) => Object.keys(key).join()).toSorted()).toEqual(['_id', 'since', 'tenant,level']);
  expect(indexes.find(({ key }) => 'since' in key)?.expireAfterSeconds).toBe(60);
});

test('a field that a new version declares may be written after its start', async () => {
  const { uri, raw } = await database();
  const grown = collection({
    name: 'people',
    schema: people.schema.extend({ shoe: plain(z.int()).optional() }),
    indexes: people.indexes,
  });
  await expect(raw.insertOne({ ...person(), shoe: 42 })).rejects.toMatchObject(refused);
  const store = await patientStore(uri, [grown]);
  await raw.insertOne({ ...person(), shoe: 42 });
  await store.close();
});

test('a transaction that fails leaves nothing of all that was written in it', async () => {
  const { store, model } = await database();
  const [one, other] = [person(), person()];
  await model.create([one]);
  const failing = store.transaction(async () => {
    await model.create([other]);
    await model.updateOne({ _id: one._id }, { $set: { visits: 2 } });
    await model.insertMany([person()]);
    await model.bulkWrite([{ updateOne: { filter: { _id: one._id }, update: { $inc: { visits: 1 } } } }]);
    await model.deleteOne({ _id: one._id });
    throw new Error('at the last moment');
  });
  await expect(failing).rejects.toThrow('at the last moment');
  expect(await model.find().lean()).toMatchObject([{ _id: one._id, visits: 1 }]);
});

/** Terms of a caller that waits one second. */
function waiting() {
  const clock = heldClock();
  const commits = vi.fn();
  return { clock, commits, terms: { until: deadline(clock, 1_000), commits } };
}

test('work that is done in time is committed once, and whoever waits knows from when on', async () => {
  const { store, model } = await database();
  const { terms, commits } = waiting();
  expect(await store.transaction(() => model.create([person()]), terms)).toHaveLength(1);
  expect(await model.countDocuments()).toBe(1);
  expect(commits).toHaveBeenCalledTimes(1);
});

test('work that is done too late is not committed, and begins no more', async () => {
  const { store, model } = await database();
  const { terms, commits, clock } = waiting();
  const slow = async () => {
    await model.create([person()]);
    clock.pass(1_000);
  };
  await expect(store.transaction(slow, terms)).rejects.toMatchObject({ code: 'too-late', retry: true });
  const never = vi.fn(async () => {});
  await expect(store.transaction(never, terms)).rejects.toMatchObject({ code: 'too-late', retry: true });
  expect(never).not.toHaveBeenCalled();
  expect(commits).not.toHaveBeenCalled();
  expect(await model.countDocuments()).toBe(0);
});

function unanswered() {
  const lost = new mongoose.mongo.MongoServerError({ message: 'lost' });
  lost.addErrorLabel('UnknownTransactionCommitResult');
  return lost;
}

/** Loses the answer to a session's first commit; counts how often it is asked to commit. */
function losesAnswer(error: Error) {
  let commits = 0;
  return {
    commits: () => commits,
    of(session: mongo.ClientSession) {
      const commit = session.commitTransaction.bind(session);
      session.commitTransaction = async () => {
        commits++;
        await commit();
        if (commits === 1) throw error;
      };
    },
  };
}

/** A socket's error as the driver passes it on. */
const brokenSocket = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });

test.each([
  { which: 'that the driver knows as lost', error: unanswered },
  { which: 'whose socket broke', error: brokenSocket },
])('a commit $which is not repeated for someone who waits', async ({ error }) => {
  const { store, model } = await database();
  const answer = losesAnswer(error());
  const losing = store.transaction(async (session) => {
    answer.of(session);
    await model.create([person()]);
  }, waiting().terms);
  expect(classify(await losing.catch((failed) => failed))).toMatchObject({ code: 'database-unavailable', retry: true });
  expect(answer.commits()).toBe(1);
  expect(await model.countDocuments()).toBe(1);
});

test.each([
  { which: 'that the driver knows as lost', error: unanswered },
  { which: 'whose socket broke', error: brokenSocket },
])('a commit $which is asked for again, and done once', async ({ error }) => {
  const { store, model } = await database();
  const answer = losesAnswer(error());
  const attempts = vi.fn();
  const [row] = await store.transaction(async (session) => {
    attempts();
    answer.of(session);
    return await model.create([person()]);
  });
  expect(answer.commits()).toBe(2);
  expect(attempts).toHaveBeenCalledTimes(1);
  expect(await model.find().lean()).toMatchObject([{ _id: row?._id }]);
});

test('an update of all rows waits for a transaction that needs the collection itself', async () => {
  const { store, model } = await database();
  const [one, other] = [person(), person()];
  await model.create([one, other]);
  const changed = Promise.withResolvers<void>();
  const meets = Promise.withResolvers<void>();
  const visiting = store.transaction(async () => {
    await model.updateOne({ _id: one._id }, { $inc: { visits: 1 } });
    changed.resolve();
    await meets.promise;
    await model.updateOne({ _id: other._id }, { $inc: { visits: 1 } });
  });
  await changed.promise;
  const all = store.updateAll(people, { visits: { $lt: 10 } }, { $inc: { visits: 10 } });
  await pause(300); // by now it waits for the row
  meets.resolve();
  await Promise.all([visiting, all]);
  const visits = (await model.find({ _id: { $in: [one._id, other._id] } }).lean()).map((row) => row.visits);
  expect(visits).toEqual([one.visits + 11, other.visits + 11]);
});

test('a transaction runs again where it met another', async () => {
  const { store, model } = await database();
  const row = person();
  await model.create([row]);
  const visit = () => store.transaction(() => model.updateOne({ _id: row._id }, { $inc: { visits: 1 } }));
  await Promise.all(Array.from({ length: 6 }, visit));
  expect((await model.findById(row._id).lean())?.visits).toBe(7);
});

/** How long the driver looks for a database by default. */
const PATIENCE_OF_THE_DRIVER_MS = 30_000;

test('a database that is not there is said so soon, and nothing stays open', async () => {
  const started = performance.now();
  await expect(openStore({ uri: 'mongodb://127.0.0.1:1/x', collections: [people] })).rejects.toThrow();
  expect(performance.now() - started).toBeLessThan(PATIENCE_OF_THE_DRIVER_MS);
});
