import { randomBytes } from 'node:crypto';
import { newId } from '@crescendo/contracts';
import mongoose from 'mongoose';
import { expect, inject, onTestFinished, test } from 'vitest';
import { fingerprintsOf, touched } from './fingerprints.ts';
import { leftovers, personsNamedWith } from './leftovers.ts';
import { isLog, type Naming } from './naming.ts';

const { MongoClient, Int32, Double } = mongoose.mongo;

/** A separate database, which an administrator writes. */
async function world() {
  const { adminUri } = inject('engines');
  const client = await new MongoClient(adminUri).connect();
  const name = `leftovers_${randomBytes(6).toString('hex')}`;
  onTestFinished(async () => {
    await client.db(name).dropDatabase();
    await client.close();
  });
  const rows = client.db(name).collection<{ _id: string; [field: string]: unknown }>('rows');
  return { adminUri, rows, at: (id: string) => `${name}.rows/${id}`, tenant: newId('tenant'), person: newId('user') };
}

test('whatever names a customer or one of its people is found, wherever in a document it does', async () => {
  const { adminUri, rows, at, tenant, person } = await world();
  const header = Buffer.from(JSON.stringify({ tenant })).toString('base64url');
  await rows.insertMany([
    { _id: 'a field', tenant },
    { _id: 'deep', list: [{ with: { text: `of ${person}.` } }] },
    { _id: 'a key', counts: { [tenant]: 1 } },
    { _id: 'encoded', sealed: `${header}.x.y` },
    { _id: tenant, user: person },
    { _id: 'another', tenant: newId('tenant'), user: newId('user') },
  ]);
  const allowed = (row: Naming) => (isLog(row) ? 'a log' : row.place === at(tenant) ? 'a reason' : undefined);
  const all = await leftovers(adminUri, { tenant, persons: [person], allowed });
  const found = all.filter((each) => each.allowed !== 'a log');
  expect(found.toSorted((a, b) => (a.place < b.place ? -1 : 1))).toEqual(
    [
      { place: at('a field'), names: 'customer', allowed: undefined },
      { place: at('deep'), names: 'person', allowed: undefined },
      { place: at('a key'), names: 'customer', allowed: undefined },
      { place: at('encoded'), names: 'customer', allowed: undefined },
      { place: at(tenant), names: 'both', allowed: 'a reason' },
    ].toSorted((a, b) => (a.place < b.place ? -1 : 1)),
  );
  expect(await personsNamedWith(adminUri, tenant)).toEqual([person]);
});

test('a customer is untouched only if every document is what it was to the byte, its numbers of the same type', async () => {
  const { adminUri, rows, at, tenant } = await world();
  const ids = ['stays', 'changes', 'changes type', 'goes'];
  await rows.insertMany(ids.map((_id) => ({ _id, tenant, count: new Int32(1) })));
  const before = await fingerprintsOf(adminUri, tenant);
  expect(touched(before, await fingerprintsOf(adminUri, tenant))).toEqual([]);
  await rows.updateOne({ _id: 'changes' }, { $set: { count: new Int32(2) } });
  await rows.updateOne({ _id: 'changes type' }, { $set: { count: new Double(1) } });
  await rows.deleteOne({ _id: 'goes' });
  await rows.insertOne({ _id: 'comes', tenant });
  expect(touched(before, await fingerprintsOf(adminUri, tenant))).toEqual([
    { place: at('changes'), how: 'changed' },
    { place: at('changes type'), how: 'changed' },
    { place: at('goes'), how: 'gone' },
    { place: at('comes'), how: 'new' },
  ]);
});
