import { chmod, cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { keyService, NOON, resolve, world } from '../testing.ts';
import { ErasedPeople } from './erased-people.ts';
import { createErasureLedger } from './erasure-ledger.ts';
import { Keys } from './keys.ts';
import { LedgerHeads, Shreddings } from './shredding.ts';
import { TenantKeys } from './tenant-keys.ts';
import { writeOnceDirectory } from './write-once.ts';

type Service = Awaited<ReturnType<typeof keyService>>;
const collections = [TenantKeys, Keys, ErasedPeople, LedgerHeads, Shreddings];

/** Takes a backup of the key database; resolves to a function that restores it. */
async function backupOf({ context }: Service): Promise<() => Promise<void>> {
  const rows = await Promise.all(collections.map((one) => context.model(one).find().lean()));
  return async () => {
    for (const [at, one] of collections.entries()) {
      await context.model(one).deleteMany({});
      await context.model(one).insertMany(rows[at] ?? []);
    }
  };
}

/** A person is erased, a backup is made, then another person and a whole customer are erased. */
async function erasedAfterBackup() {
  const service = await keyService();
  const [mine, purged] = [world(), world()];
  const [early, late] = [newId('user'), newId('user')];
  await resolve(service.ask, mine.tenant, [mine.user, early, late]);
  await resolve(service.ask, purged.tenant, [purged.user]);
  const { shredding } = service.keySide();
  const shred = (scope: { tenant: string; user?: string }) =>
    shredding.shred(service.context, { erasure: newId('erasure'), ...scope });
  await shred({ tenant: mine.tenant, user: early });
  const restore = await backupOf(service);
  await shred({ tenant: mine.tenant, user: late });
  await shred({ tenant: purged.tenant });
  return { service, mine, purged, early, late, restore };
}

test('restore drill: what the ledger has and the backup has not is erased again before any key is given out', async () => {
  const { service, mine, purged, early, late, restore } = await erasedAfterBackup();
  await restore();
  expect(await service.context.model(Keys).countDocuments({ user: { $in: [late, purged.user] } })).toBe(2);

  const restarted = service.replica();
  const { keys, gone } = await resolve(restarted, mine.tenant, [mine.user, early, late]);
  expect(keys.map(({ user }) => user)).toEqual([mine.user]);
  expect(gone.map(({ user }) => user)).toEqual([early, late]);
  expect(await resolve(restarted, purged.tenant, [purged.user])).toMatchObject({ keys: [] });
  expect(await service.context.model(Keys).countDocuments({ user: { $in: [early, late, purged.user] } })).toBe(0);
  expect(await service.context.model(LedgerHeads).find().lean()).toMatchObject([{ number: 3 }]);
});

test('a restored database whose replay was cut off goes on with it', async () => {
  const { service, mine, late, restore } = await erasedAfterBackup();
  const entries = (await service.context.model(Shreddings).find().sort({ _id: 1 }).lean()).map(({ keys }) => keys);
  await restore();
  // Several processes that start together apply each entry once.
  await Promise.all([1, 2, 3].map(() => resolve(service.replica(), mine.tenant, [late])));
  const again = await service.context.model(Shreddings).find().sort({ _id: 1 }).lean();
  expect(again.map(({ keys }) => keys)).toEqual(entries);
});

test('what was written into the ledger just before a crash is carried out at the next start, once', async () => {
  const { service, mine } = await erasedAfterBackup();
  const scope = { erasure: newId('erasure'), ...mine };
  await createErasureLedger(writeOnceDirectory(service.settings.ERASURE_LEDGER_DIR)).append(scope, NOON);
  const { gone } = await resolve(service.replica(), mine.tenant, [mine.user]);
  expect(gone).toEqual([{ user: mine.user, category: 'identity' }]);
  const asked = await service.keySide().shredding.shred(service.context, scope);
  expect(asked).toMatchObject({ keys: 1, entry: 4 });
});

test('an old copy of the ledger refuses the start, by name, and with what to do', async () => {
  const { service, mine } = await erasedAfterBackup();
  await rm(join(service.settings.ERASURE_LEDGER_DIR, '000000000003.json'));
  const starting = resolve(service.replica(), mine.tenant, [mine.user]);
  await expect(starting).rejects.toMatchObject({ code: 'erasure-ledger-behind', retry: false });
  await expect(starting).rejects.toThrow(/ends at entry 2, the database knows of 3.*ERASURE_LEDGER_DIR/s);
});

test('a ledger that is lost altogether refuses the start, and nothing is erased into a new one', async () => {
  const { service, mine } = await erasedAfterBackup();
  await rm(service.settings.ERASURE_LEDGER_DIR, { recursive: true });
  const behind = { code: 'erasure-ledger-behind', retry: false };
  await expect(resolve(service.replica(), mine.tenant, [mine.user])).rejects.toMatchObject(behind);
  const erasing = service.keySide().shredding.shred(service.context, { erasure: newId('erasure'), ...mine });
  await expect(erasing).rejects.toMatchObject(behind);
  expect(await readdir(join(service.settings.ERASURE_LEDGER_DIR, '..'))).toEqual(['epochs']);
});

test('a ledger that was tampered with refuses the start', async () => {
  const { service, mine } = await erasedAfterBackup();
  const second = join(service.settings.ERASURE_LEDGER_DIR, '000000000002.json');
  await chmod(second, 0o600);
  await writeFile(second, '{}\n');
  await expect(resolve(service.replica(), mine.tenant, [mine.user])).rejects.toMatchObject({
    code: 'erasure-ledger-broken',
    retry: false,
  });
});

test("another system's ledger, sound in itself, refuses the start", async () => {
  const [{ service, mine }, other] = [await erasedAfterBackup(), await erasedAfterBackup()];
  await rm(service.settings.ERASURE_LEDGER_DIR, { recursive: true });
  await cp(other.service.settings.ERASURE_LEDGER_DIR, service.settings.ERASURE_LEDGER_DIR, { recursive: true });
  await expect(resolve(service.replica(), mine.tenant, [mine.user])).rejects.toMatchObject({
    code: 'erasure-ledger-broken',
  });
});

test('before it is compared with the ledger no key is given out', async () => {
  const { service, mine } = await erasedAfterBackup();
  const { release } = service.keySide();
  const asking = release.keys({
    service: service.context,
    caller: { service: 'ingestion', tenant: mine.tenant },
    request: 'resolve',
    places: [{ user: mine.user, category: 'identity' }],
  });
  await expect(asking).rejects.toMatchObject({ code: 'key-service-starting', retry: true });
});
