import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eachRowOf } from '@crescendo/chassis-testing';
import { type Category, newId } from '@crescendo/contracts';
import type { KeyOwner } from '@crescendo/keyring';
import { type CryptoKey, compactDecrypt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { daysAfterNoon, hoursAfterNoon, keyringOf, keyService, NOON, place, resolve, world } from '../testing.ts';
import { epochDirectory } from './epoch-files.ts';
import { Epochs } from './epochs.ts';
import { Keys, storedKey } from './keys.ts';
import { rotate } from './rotation.ts';
import { TenantKeys } from './tenant-keys.ts';
import { asParent, newKey, type Parent, wrap } from './wrapping.ts';

type Service = Awaited<ReturnType<typeof keyService>>;
const erasure = () => newId('erasure');
const owner = (whose: { tenant: string; user: string }, category: Category): KeyOwner => ({ ...whose, category });

/** All keys in the key database, as in a backup. */
async function backupOf({ context }: Service) {
  const [epochs, tenants, keys] = await Promise.all([
    context.model(Epochs).find().lean(),
    context.model(TenantKeys).find().lean(),
    context.model(Keys).find().lean(),
  ]);
  return { epochs, tenants, keys };
}
type Backup = Awaited<ReturnType<typeof backupOf>>;

async function restore({ context }: Service, { epochs, tenants, keys }: Backup) {
  for (const collection of [Epochs, TenantKeys, Keys]) await context.model(collection).deleteMany({});
  await context.model(Epochs).insertMany(epochs);
  await context.model(TenantKeys).insertMany(tenants);
  await context.model(Keys).insertMany(keys);
}

const filesIn = async (dir: string) =>
  Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')));

async function opened(wrapped: string, key: CryptoKey): Promise<Parent | undefined> {
  const found = await compactDecrypt(wrapped, key).catch(() => undefined);
  return found && (await asParent('found', new Uint8Array(found.plaintext)));
}

/**
 * The keys of a backup that open with everything that exists now: the master key, the epochs' files, and the tenants'
 * keys of today and of the backup. Tries every key on everything, whether or not it should fit.
 */
async function opensOf(service: Service, backup: Backup): Promise<Set<string>> {
  const today = await backupOf(service);
  const wrapped = [
    ...(await filesIn(service.settings.EPOCH_KEYS_DIR)),
    ...[...today.tenants, ...backup.tenants].flatMap((row) => [row.wrapped ?? [], row.former?.wrapped ?? []].flat()),
  ];
  let fresh = [service.master.key];
  const left = new Set(wrapped);
  const all: CryptoKey[] = [];
  while (fresh.length > 0) {
    all.push(...fresh);
    const next: CryptoKey[] = [];
    for (const key of fresh)
      for (const one of left) {
        const found = await opened(one, key);
        if (found) next.push(found.key);
        if (found) left.delete(one);
      }
    fresh = next;
  }
  const opens = new Set<string>();
  for (const row of backup.keys) {
    const key = storedKey(row);
    for (const parent of all) if (key && (await opened(key.wrapped, parent))) opens.add(row._id);
  }
  return opens;
}

/**
 * Three customers: one of which a person and another person's category are erased, one that is erased as a whole, and
 * one without an erasure.
 */
async function worldWithErasures() {
  const service = await keyService();
  const [mine, other, purged] = [world(), world(), world()];
  const erased = newId('user');
  const keyring = keyringOf(service.ask, 'ingestion');
  const values = [
    { ...place(owner(mine, 'identity')), value: 'stays', padded: false },
    { ...place(owner(mine, 'feedback')), value: 'withdrawn', padded: false },
    { ...place(owner({ ...mine, user: erased }, 'identity')), value: 'erased', padded: false },
    { ...place(owner(other, 'identity')), value: 'untouched', padded: false },
    { ...place(owner(purged, 'identity')), value: 'purged', padded: false },
  ];
  const jwes = await keyring.seal(values);
  const sealed = values.map(({ owner: whose, value }, at) => ({ owner: whose, value, jwe: jwes[at] ?? '' }));
  const before = await backupOf(service);
  const { shredding } = service.keySide();
  await shredding.shred(service.context, { erasure: erasure(), tenant: mine.tenant, user: erased });
  await shredding.shred(service.context, { erasure: erasure(), ...mine, category: 'feedback' });
  await shredding.shred(service.context, { erasure: erasure(), tenant: purged.tenant });
  return { service, mine, other, purged, erased, sealed, before };
}

const kept = ['stays', 'untouched'];

async function expectSurvivors(service: Service, sealed: readonly { jwe: string; value: string; owner: KeyOwner }[]) {
  const keyring = keyringOf(service.replica(), 'ingestion');
  for (const { value, owner: whose, jwe } of sealed) {
    const opening = keyring.open([{ ...place(whose), jwe }]);
    if (kept.includes(value)) expect(await opening).toEqual([value]);
    else await expect(opening, value).rejects.toMatchObject({ code: 'key-gone' });
  }
}

test('until the epoch ends an old backup opens what was erased, after it nothing of it nor of those beside it', async () => {
  const { service, before, other } = await worldWithErasures();
  expect(await opensOf(service, before)).toEqual(new Set(before.keys.map(({ _id }) => _id)));
  service.setNow(hoursAfterNoon(11.9));
  await service.runJob('rotate-epoch');
  expect(await opensOf(service, before)).toHaveProperty('size', before.keys.length);

  service.setNow(hoursAfterNoon(12));
  await service.runJob('rotate-epoch');
  // A customer without an erasure keeps its key. The others have new ones; their old ones ended with the epoch.
  const untouched = before.keys.filter(({ tenant }) => tenant === other.tenant).map(({ _id }) => _id);
  expect(await opensOf(service, before)).toEqual(new Set(untouched));
});

test('the end of an epoch changes nothing for who was not erased, and leaves one key in the directory', async () => {
  const { service, sealed, mine, other } = await worldWithErasures();
  service.setNow(hoursAfterNoon(12));
  await service.runJob('rotate-epoch');
  await expectSurvivors(service, sealed);
  expect(await readdir(service.settings.EPOCH_KEYS_DIR)).toEqual(['epoch-000002.jwe']);
  service.setNow(hoursAfterNoon(13));
  expect(await service.context.metrics.registry.metrics()).toMatch(/crescendo_oldest_epoch_seconds\S* 3600\n/);
  const rows = await service.context.model(TenantKeys).find({ status: 'live' }).lean();
  expect(new Map(rows.map(({ _id, number, epoch, former }) => [_id, { number, epoch, former }]))).toEqual(
    new Map([
      [mine.tenant, { number: 2, epoch: 2, former: undefined }],
      [other.tenant, { number: 1, epoch: 2, former: undefined }],
    ]),
  );
  // the next epoch, with no erasure in between
  service.setNow(daysAfterNoon(1));
  await service.runJob('rotate-epoch');
  await expectSurvivors(service, sealed);
  expect(await readdir(service.settings.EPOCH_KEYS_DIR)).toEqual(['epoch-000003.jwe']);
});

test('restored from a backup older than the epoch the service refuses to start, and gives out nothing', async () => {
  const { service, before, mine } = await worldWithErasures();
  service.setNow(hoursAfterNoon(12));
  await service.runJob('rotate-epoch');
  await restore(service, before);
  await expect(resolve(service.replica(), mine.tenant, [mine.user])).rejects.toMatchObject({
    code: 'epoch-gone',
    retry: false,
  });
});

test('restored from a backup of the epoch in force it opens those who are left, and nobody who was erased', async () => {
  const { service, sealed, mine } = await worldWithErasures();
  service.setNow(hoursAfterNoon(12));
  await service.runJob('rotate-epoch');
  const backup = await backupOf(service);
  const late = newId('user');
  await resolve(service.ask, mine.tenant, [late]);
  await restore(service, backup);
  await expectSurvivors(service, sealed);
});

test('an end of an epoch that is cut off goes on where it was, while keys are made and destroyed', async () => {
  const { service, sealed, mine, other } = await worldWithErasures();
  const { context, settings } = service;
  const { epochs, tenants, shredding } = service.keySide();
  const now = hoursAfterNoon(12);
  service.setNow(now);
  const eachRow = eachRowOf('rotate-epoch', context);
  const made: string[] = [];
  const late: string[] = [];
  // Each call is one step of the rotation. Between two steps another process may take over, and people may come and go.
  for (let more = true; more; ) {
    more = await rotate(context, { epochs, tenants, hours: settings.EPOCH_HOURS, now, eachRow });
    const [comes, goes] = [newId('user'), newId('user')];
    await resolve(service.replica(), mine.tenant, [comes, goes]);
    await resolve(service.replica(), other.tenant, [comes]);
    await shredding.shred(context, { erasure: erasure(), tenant: mine.tenant, user: goes });
    made.push(comes);
    late.push(goes);
  }
  expect(made.length).toBeGreaterThan(3);
  expect(await readdir(settings.EPOCH_KEYS_DIR)).toEqual(['epoch-000002.jwe']);
  await expectSurvivors(service, sealed);
  const { keys, gone } = await resolve(service.replica(), mine.tenant, [...made, ...late]);
  expect(keys.map(({ user }) => user)).toEqual(made);
  expect(gone.map(({ user }) => user)).toEqual(late);
  // Keys erased meanwhile end with the next epoch.
  service.setNow(daysAfterNoon(1));
  await service.runJob('rotate-epoch');
  const [row] = await context.model(TenantKeys).find({ _id: mine.tenant }).lean();
  expect(row).toMatchObject({ number: 3, epoch: 3 });
});

test('a crash before the next epoch is in the database, or after the old key is gone, does no harm', async () => {
  const { service, sealed } = await worldWithErasures();
  const { settings, context, master } = service;
  // Cut off after only the new epoch's key was written.
  const wrapped = await wrap({ name: 'epoch/2', key: newKey(), parent: master });
  await epochDirectory(settings.EPOCH_KEYS_DIR).write(2, wrapped);
  service.setNow(hoursAfterNoon(12));
  await service.runJob('rotate-epoch');
  expect(await filesIn(settings.EPOCH_KEYS_DIR)).toEqual([wrapped]);
  // Cut off after the old epoch's key was destroyed, before its row was removed.
  await context.model(Epochs).create([{ _id: 1, state: 'retiring', beganAt: NOON }]);
  await expectSurvivors(service, sealed);
  await service.runJob('rotate-epoch');
  expect(await context.model(Epochs).find({}, { state: 1 }).lean()).toEqual([{ _id: 2, state: 'current' }]);
});

test('two processes that end an epoch at once come to the same end', async () => {
  const { service, sealed } = await worldWithErasures();
  service.setNow(hoursAfterNoon(12));
  await Promise.all([service.runJob('rotate-epoch'), service.runJob('rotate-epoch')]);
  await service.runJob('rotate-epoch');
  expect(await readdir(service.settings.EPOCH_KEYS_DIR)).toEqual(['epoch-000002.jwe']);
  await expectSurvivors(service, sealed);
});

test('a key of the day that was destroyed opens from no backup either once the epoch has ended', async () => {
  const service = await keyService();
  const { tenant } = world();
  await service.ask({ service: 'gateway', tenant }, '/keys/intake', { days: ['2026-11-24'] });
  service.setNow(daysAfterNoon(3));
  await service.runJob('rotate-epoch');
  const before = await backupOf(service);
  service.setNow(daysAfterNoon(4));
  await service.runJob('destroy-intake-keys');
  await service.runJob('rotate-epoch');
  expect(before.keys).toHaveLength(1);
  expect(await opensOf(service, before)).toEqual(new Set());
});

test('the key of an epoch is a file, wrapped under the master key, and nowhere in the database', async () => {
  const service = await keyService();
  const [file = ''] = await filesIn(service.settings.EPOCH_KEYS_DIR);
  expect(decodeProtectedHeader(file)).toMatchObject({ kid: 'master', k: 'epoch/1' });
  expect(JSON.stringify(await service.context.model(Epochs).find().lean())).not.toContain(file);
});

test('a database that still holds epoch keys itself gives them up at the next start, and opens as before', async () => {
  const service = await keyService();
  const { tenant, user } = world();
  const before = await resolve(service.ask, tenant, [user]);
  const [wrapped = ''] = await filesIn(service.settings.EPOCH_KEYS_DIR);
  await epochDirectory(service.settings.EPOCH_KEYS_DIR).destroy(1);
  await service.context.model(Epochs).updateOne({ _id: 1 }, { $set: { wrapped }, $unset: { state: 1, beganAt: 1 } });
  expect(await resolve(service.replica(), tenant, [user])).toEqual(before);
  expect(await filesIn(service.settings.EPOCH_KEYS_DIR)).toEqual([wrapped]);
  expect(JSON.stringify(await service.context.model(Epochs).find().lean())).not.toContain(wrapped);
});
