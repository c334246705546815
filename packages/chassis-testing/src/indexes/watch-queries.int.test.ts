import { randomBytes } from 'node:crypto';
import { collection } from '@crescendo/chassis';
import { opaque, plain } from '@crescendo/contracts';
import { createDatabase, dropDatabase } from '@crescendo/engines';
import { expect, inject, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { patientStore } from '../patient-store.ts';
import { watchQueries } from './watch-queries.ts';

const letters = collection({
  name: 'letters',
  schema: z.object({ _id: opaque(z.string()), box: plain(z.string()), at: plain(z.date()) }),
  indexes: [{ fields: { box: 1 } }],
});
const now = new Date();

/** A store whose queries are checked as if they did not come from a test. */
async function watched() {
  const { adminUri } = inject('engines');
  const name = `indexes_${randomBytes(6).toString('hex')}`;
  const told: string[] = [];
  const end = watchQueries((sentence) => told.push(sentence), { asks: () => true });
  const store = await patientStore(await createDatabase(adminUri, name), [letters]);
  end();
  onTestFinished(async () => {
    await store.close();
    await dropDatabase(adminUri, name);
  });
  return { store, told, model: store.model(letters) };
}
type World = Awaited<ReturnType<typeof watched>>;

test.each<[what: string, ask: (world: World) => Promise<unknown>]>([
  ['a search', ({ model }) => model.find({ at: now }).lean()],
  ['a search that goes row by row', ({ model }) => model.find({ at: now }).lean().cursor().next()],
  ['a search for one', ({ model }) => model.findOne({ at: now })],
  ['a look whether there is one', ({ model }) => model.exists({ at: now })],
  ['a count', ({ model }) => model.countDocuments({ at: now })],
  ['a list of values', ({ model }) => model.distinct('box', { at: now })],
  ['a sum', ({ model }) => model.aggregate([{ $match: { at: now } }, { $count: 'all' }])],
  ['a sum put together in steps', ({ model }) => model.aggregate().match({ at: now }).count('all')],
  ['a change', ({ model }) => model.updateOne({ at: now }, { $set: { box: 'mine' } })],
  ['a change of one of many', ({ model }) => model.bulkWrite([{ deleteOne: { filter: { at: now } } }])],
  ['a deletion', ({ model }) => model.deleteMany({ at: now })],
  ['a change of all', ({ store }) => store.updateAll(letters, { at: now }, { $set: { box: 'mine' } })],
  ['a deletion of all', ({ store }) => store.deleteAll(letters, { at: now }, {})],
])('%s that no index serves is told, with its place and what to add', async (_what, ask) => {
  const world = await watched();
  await ask(world);
  expect([...new Set(world.told)]).toHaveLength(1);
  expect(world.told[0]).toMatch(
    /^packages\/chassis-testing\/src\/indexes\/watch-queries\.int\.test\.ts:\d+ asks letters by at, which no index of it serves\. Add the index \{ fields: \{"at":1\} \} to it/,
  );
});

test('what an index serves is not told, nor what a test asks', async () => {
  const { model, told } = await watched();
  await model.create([{ _id: 'one', box: 'mine', at: now }]);
  await model.find({ box: 'mine', at: now }).lean();
  await model.bulkWrite([{ insertOne: { document: { _id: 'two', box: 'mine', at: now } } }]);
  expect(told).toEqual([]);
  const ofTests: string[] = [];
  const end = watchQueries((sentence) => ofTests.push(sentence));
  const { model: another } = await watched();
  end();
  await another.find({ at: now }).lean();
  expect(ofTests).toEqual([]);
});
