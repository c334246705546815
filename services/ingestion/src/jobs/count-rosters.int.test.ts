import { randomUUID } from 'node:crypto';
import { refusing, runOf, testService } from '@crescendo/chassis-testing';
import { newId, slackReceived, tenantInstalled } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { rosterSyncs } from '../roster-syncs.ts';
import { ingestion } from '../service.ts';
import { uncountedChanges } from '../uncounted-changes.ts';
import { countRosters } from './count-rosters.ts';

const start = new Date('2026-03-02T09:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);

async function workspace() {
  const settings = { GATEWAY_URL: 'http://gateway.invalid', ROSTER_PAGE_SIZE: 200 };
  const service = await testService(ingestion(settings), { now: start });
  const { deliver, context, keyring, setNow, runJob, published } = service;
  const tenant = newId('tenant');
  await deliver(tenantInstalled, { tenant, data: { scopes: [] } });
  return {
    setNow,
    count: () => runJob('count-rosters'),
    counts: async () =>
      (await published())
        .filter(({ type }) => type === 'roster-changed')
        .map(({ tenant: of, data }) => [of === tenant, data]),
    uncounted: () => context.model(uncountedChanges).countDocuments({ tenant }),
    /** The state after a first sync that found nobody. */
    synced: () => context.model(rosterSyncs).updateOne({ _id: tenant, tenant }, { $set: { counted: 1 } }),
    left: async () => {
      const change = { billable: -1, guests: -1 };
      const _id = randomUUID();
      await context.model(uncountedChanges).create([{ _id, tenant, change, listed: '', dueAt: start }]);
    },
    async joins(id: string, guest = false) {
      const [key = ''] = await keyring.hash(tenant, [id]);
      const member = { id, guest, deactivated: false, bot: false, updated: start.getTime() / 1000 };
      const traffic = { kind: 'member-changed' as const, slackUser: id, member };
      await deliver(slackReceived, { tenant, key, time: start, data: { traffic } });
    },
  };
}

test('people who come together are counted together, a moment later', async () => {
  const { synced, joins, count, counts, uncounted, setNow } = await workspace();
  await synced();
  await joins('U1');
  await joins('U2', true);
  await count();
  expect(await counts()).toEqual([]);

  setNow(after(5_000));
  await count();
  expect(await counts()).toEqual([[true, { billable: 2, guests: 1, version: after(5_000).getTime() }]]);
  expect(await uncounted()).toBe(0);
});

test('two counts in the same millisecond have versions in their order', async () => {
  const { synced, joins, count, counts, setNow } = await workspace();
  await synced();
  setNow(after(60_000));
  await joins('U1');
  await count();
  await joins('U2');
  await count();
  const version = after(60_000).getTime();
  expect(await counts()).toEqual([
    [true, { billable: 1, guests: 0, version }],
    [true, { billable: 2, guests: 0, version: version + 1 }],
  ]);
});

test('more who leave than were counted leave no seat, and the next to join is one', async () => {
  const { synced, left, joins, count, counts, setNow } = await workspace();
  await synced();
  await left();
  setNow(after(60_000));
  await count();
  await joins('U1');
  setNow(after(120_000));
  await count();
  expect(await counts()).toMatchObject([
    [true, { billable: 0, guests: 0 }],
    [true, { billable: 1, guests: 0 }],
  ]);
});

test('before the first sync is complete there is no number to tell, and the change is not forgotten', async () => {
  const { synced, joins, count, counts, uncounted, setNow } = await workspace();
  await joins('U1');
  setNow(after(5_000));
  await count();
  expect(await counts()).toEqual([]);
  expect(await uncounted()).toBe(1);

  await synced();
  setNow(after(65_000));
  await count();
  expect(await counts()).toMatchObject([[true, { billable: 1 }]]);
});

test('a workspace that cannot be counted keeps no other waiting, and is counted once it can be', async () => {
  const settings = { GATEWAY_URL: 'http://gateway.invalid', ROSTER_PAGE_SIZE: 200 };
  const { context, deliver, setNow, published } = await testService(ingestion(settings), { now: start });
  const [stuck, free] = [newId('tenant'), newId('tenant')];
  for (const [at, tenant] of [stuck, free].entries()) {
    await deliver(tenantInstalled, { tenant, data: { scopes: [] } });
    await context.model(rosterSyncs).updateOne({ _id: tenant }, { $set: { counted: 1 } });
    const change = { billable: 1, guests: 0 };
    const rows = [1, 2, 3].map((id) => ({ _id: `${tenant}/${id}`, tenant, change, listed: '', dueAt: after(at) }));
    await context.model(uncountedChanges).insertMany(rows);
  }
  const counted = async () =>
    (await published()).filter(({ type }) => type === 'roster-changed').map(({ tenant, data }) => [tenant, data]);
  const poisoned = new Set([stuck]);
  const run = runOf(countRosters, refusing(context, poisoned));
  setNow(after(1_000));
  await run(after(1_000));
  expect(await counted()).toMatchObject([[free, { billable: 3 }]]);
  await run(after(1_000));
  expect(await counted()).toHaveLength(1);
  poisoned.clear();
  setNow(after(60_000));
  await run(after(60_000));
  expect(await counted()).toMatchObject([
    [free, { billable: 3 }],
    [stuck, { billable: 3 }],
  ]);
});
