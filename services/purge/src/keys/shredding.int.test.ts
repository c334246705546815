import { type Category, newId, resolveKeysResponse } from '@crescendo/contracts';
import type { KeyOwner } from '@crescendo/keyring';
import { expect, test } from 'vitest';
import { keyringOf, keyService, NOON, place, resolve, world } from '../testing.ts';
import { ErasedPeople } from './erased-people.ts';
import { openKeys } from './find-keys.ts';
import { Keys } from './keys.ts';
import { Shreddings } from './shredding.ts';
import { type TenantKeyring, TenantKeys } from './tenant-keys.ts';

const erasure = () => newId('erasure');
const owner = (whose: { tenant: string; user: string }, category: Category): KeyOwner => ({ ...whose, category });

test('an erased person gets no key again, of no category, and others keep theirs', async () => {
  const { ask, replica, keySide, context } = await keyService();
  const { tenant, user } = world();
  const other = newId('user');
  const [sealed = '', others = ''] = await keyringOf(ask, 'ingestion').seal(
    [user, other].map((who) => ({ ...place(owner({ tenant, user: who }, 'identity')), value: 'U1', padded: false })),
  );

  const { shredding } = keySide();
  const done = await shredding.shred(context, { erasure: erasure(), tenant, user });
  expect(done).toMatchObject({ keys: 1, entry: 1, at: NOON });

  for (const service of [ask, replica()]) {
    const keyring = keyringOf(service, 'ingestion');
    const place_ = place(owner({ tenant, user }, 'identity'));
    await expect(keyring.open([{ ...place_, jwe: sealed }])).rejects.toMatchObject({ code: 'key-gone' });
    const never = { ...place(owner({ tenant, user }, 'feedback')), value: 'hi', padded: false };
    await expect(keyring.seal([never])).rejects.toMatchObject({ code: 'key-gone' });
    const theirs = place(owner({ tenant, user: other }, 'identity'));
    expect(await keyring.open([{ ...theirs, jwe: others }])).toEqual(['U1']);
  }
  expect(await context.model(Keys).find({ user }).lean()).toEqual([]);
});

test('a purged customer gets no key of any kind again, and nothing of it is left but its tombstone', async () => {
  const { ask, replica, keySide, context } = await keyService();
  const { tenant, user } = world();
  const before = newId('user');
  await resolve(ask, tenant, [user, before]);
  await ask({ service: 'gateway', tenant }, '/keys/index-key', {});
  await ask({ service: 'gateway', tenant }, '/keys/intake', { days: ['2026-11-24'] });

  const { shredding } = keySide();
  await shredding.shred(context, { erasure: erasure(), tenant, user: before });
  const done = await shredding.shred(context, { erasure: erasure(), tenant });
  expect(done).toMatchObject({ keys: 4, entry: 2 }); // one person's, the hashes', the day's, and the customer's own

  for (const service of [ask, replica()]) {
    expect(await resolve(service, tenant, [user])).toMatchObject({ keys: [], gone: [{ user, category: 'identity' }] });
    const gone = { code: 'key-gone' };
    const asGateway = { service: 'gateway', tenant } as const;
    await expect(service(asGateway, '/keys/index-key', {})).rejects.toMatchObject(gone);
    await expect(service(asGateway, '/keys/find', { values: ['U1'] })).rejects.toMatchObject(gone);
    expect(await service(asGateway, '/keys/intake', { days: ['2026-11-24'] })).toMatchObject({ keys: [] });
  }
  expect(await context.model(Keys).countDocuments({ tenant })).toBe(0);
  expect(await context.model(ErasedPeople).countDocuments({ tenant })).toBe(0);
  expect(await context.model(TenantKeys).find().lean()).toMatchObject([{ _id: tenant, status: 'gone' }]);
  expect(JSON.stringify(await context.model(TenantKeys).find().lean())).not.toContain('wrapped');
});

test('a withdrawn consent ends what was sealed in its category, and the next is sealed under another key', async () => {
  const { ask, replica, keySide, context } = await keyService();
  const whose = world();
  const feedback = { ...place(owner(whose, 'feedback')), value: 'dull', padded: false };
  const identity = { ...place(owner(whose, 'identity')), value: 'U1', padded: false };
  const [dull = '', id = ''] = await keyringOf(ask, 'ingestion').seal([feedback, identity]);
  const { shredding } = keySide();
  const withdraw = () => shredding.shred(context, { erasure: erasure(), ...whose, category: 'feedback' });
  expect(await withdraw()).toMatchObject({ keys: 1 });
  expect(await withdraw()).toMatchObject({ keys: 0 });

  const keyring = keyringOf(replica(), 'ingestion');
  const [better = ''] = await keyring.seal([{ ...feedback, value: 'better' }]);
  expect(await keyring.open([{ ...feedback, jwe: better }])).toEqual(['better']);
  await expect(keyring.open([{ ...feedback, jwe: dull }])).rejects.toMatchObject({ code: 'key-gone' });
  expect(await keyring.open([{ ...identity, jwe: id }])).toEqual(['U1']);
  expect(await keyringOf(ask, 'personalization').open([{ ...feedback, jwe: better }])).toEqual(['better']);
});

test('the same erasure again, by several at once, is one entry and the same answer', async () => {
  const { ask, keySide, context } = await keyService();
  const { tenant, user } = world();
  await resolve(ask, tenant, [user]);
  const scope = { erasure: erasure(), tenant, user };
  const answers = await Promise.all(Array.from({ length: 4 }, () => keySide().shredding.shred(context, scope)));
  const again = await keySide().shredding.shred(context, scope);
  for (const answer of [...answers, again]) expect(answer).toEqual(answers[0]);
  expect(again).toMatchObject({ keys: 1, entry: 1 });
  expect(await context.model(Shreddings).countDocuments({})).toBe(1);
});

test('of keys asked for while their people are being erased none is there afterwards', async () => {
  const { replica, keySide, context } = await keyService();
  const { tenant } = world();
  const users = Array.from({ length: 12 }, () => newId('user'));
  await resolve(replica(), tenant, [newId('user')]);
  const { shredding } = keySide();
  await Promise.all([
    ...[1, 2, 3].map(() => resolve(replica(), tenant, users)),
    ...users.slice(0, 6).map((user) => shredding.shred(context, { erasure: erasure(), tenant, user })),
  ]);
  const rows = await context.model(Keys).find({ tenant, category: 'identity' }, { user: 1 }).lean();
  for (const user of users.slice(0, 6)) expect(rows.map((row) => row.user)).not.toContain(user);
  const { keys, gone } = await resolve(replica(), tenant, users);
  expect([keys.length, gone.length]).toEqual([6, 6]);
});

test.each(['a person', 'a customer'])(
  'keys being made when %s is erased, by what was so before, are not made',
  async (whom) => {
    const { replica, keySide, context } = await keyService();
    const { tenant, user } = world();
    await resolve(replica(), tenant, [newId('user')]);
    const { tenants, shredding } = keySide();
    const [looked, erased] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let attempts = 0;
    const slow: TenantKeyring = {
      ...tenants,
      async use(store, one) {
        if (++attempts > 1) return tenants.use(store, one);
        await store.model(TenantKeys).findOne({ _id: one }); // this fixes the transaction's snapshot
        looked.resolve();
        await erased.promise;
        return tenants.use(store, one);
      },
    };
    const places = [{ user, category: 'identity' as const }];
    const opening = openKeys(context, { tenants: slow, tenant, places });
    await looked.promise;
    await shredding.shred(context, { erasure: erasure(), tenant, ...(whom === 'a person' && { user }) });
    erased.resolve();
    expect(await opening).toEqual([undefined]);
    expect(attempts).toBe(2);
    expect(await context.model(Keys).countDocuments({ user })).toBe(0);
  },
);

test('what a crash left of a purged customer is swept by whoever is next', async () => {
  const { ask, keySide, context } = await keyService();
  const { tenant, user } = world();
  await resolve(ask, tenant, [user]);
  const scope = { erasure: erasure(), tenant };
  await keySide().shredding.shred(context, scope);
  // as if the process had ended between the tombstone and the sweep
  await context
    .model(Keys)
    .create([{ _id: `${tenant}/${user}/identity`, tenant, user, category: 'identity', status: 'live' }]);
  await context.model(Shreddings).updateOne({ _id: 1 }, { $set: { state: 'buried' } });
  await keySide().shredding.catchUp(context);
  expect(await context.model(Keys).countDocuments({ tenant })).toBe(0);
});

test('a release needs no more than the keys that there are: an erased person among many does not stop the others', async () => {
  const { ask, keySide, context } = await keyService();
  const { tenant, user } = world();
  const kept = newId('user');
  await keySide().shredding.shred(context, { erasure: erasure(), tenant, user });
  const answer = await resolve(ask, tenant, [user, kept]);
  expect(resolveKeysResponse.parse(answer).keys.map((key) => key.user)).toEqual([kept]);
  expect(answer.gone).toEqual([{ user, category: 'identity' }]);
});
