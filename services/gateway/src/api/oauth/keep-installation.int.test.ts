import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { erasureStepRequested, newId, tenantInstalled } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { installations } from '../../installations.ts';
import { testGateway } from '../../testing/test-gateway.ts';
import { keepInstallation } from './keep-installation.ts';
import { workspaceTenants } from './workspace-tenants.ts';

const outsideOfTransactions = AsyncLocalStorage.snapshot();
const at = new Date('2026-03-02T09:00:00Z');

/** Workspaces that install the app, and the owners of all their keys, rows and events. */
async function world() {
  const gateway = await testGateway();
  const { context, keyIds, published } = gateway;
  let teams = 0;
  return {
    ...gateway,
    newWorkspace() {
      const team = `T${++teams}`;
      const grant = {
        team,
        teamHash: createHash('sha256').update(team).digest('base64url'),
        enterpriseHash: undefined,
        app: 'A1',
        scopes: [],
      };
      return () => keepInstallation(context, { ...grant, token: 'xoxb-1' }, at);
    },
    async expectOneTenantEach() {
      const rows = await context.model(installations).find({}).lean();
      const tenants = rows.map(({ tenant }) => tenant).sort();
      const events = (await published())
        .filter(({ type }) => type === tenantInstalled.name)
        .map(({ tenant }) => tenant);
      const keys = keyIds().map((id) => id.split('/')[0] ?? '');
      expect(tenants).toHaveLength(teams);
      expect([...new Set(keys)].sort()).toEqual(tenants);
      expect(events.sort()).toEqual(tenants);
    },
  };
}

test('a workspace becomes one tenant, wherever its installation fails and is tried again', async () => {
  const { newWorkspace, beforeWrites, expectOneTenantEach } = await world();
  const writes: string[] = [];
  beforeWrites((write) => void writes.push(write));
  await newWorkspace()();
  for (const nth of writes.keys()) {
    const install = newWorkspace();
    let count = 0;
    beforeWrites((write) => {
      if (count++ === nth) throw new Error(`forced before ${write}`);
    });
    await expect(install()).rejects.toThrow('forced before');
    await install();
  }
  beforeWrites(undefined);
  expect(writes).toContain('commit');
  await expectOneTenantEach();
});

test('and one, wherever another installation of it comes between', async () => {
  const { newWorkspace, beforeWrites, expectOneTenantEach } = await world();
  const writes: string[] = [];
  beforeWrites((write) => void writes.push(write));
  await newWorkspace()();
  for (const nth of writes.keys()) {
    const install = newWorkspace();
    const met = Promise.withResolvers<void>();
    let count = 0;
    let other: Promise<string> | undefined;
    beforeWrites(async () => {
      if (count++ !== nth) return met.resolve(); // also when the other gets here: it may have to wait for this one
      other = outsideOfTransactions(install);
      await Promise.race([met.promise, other]);
    });
    const tenant = await install();
    expect(await other).toBe(tenant);
  }
  beforeWrites(undefined);
  await expectOneTenantEach();
});

test('a workspace that installs again after its erasure began becomes another, and nothing ties it to the first', async () => {
  const { newWorkspace, deliver, context } = await world();
  const install = newWorkspace();
  const first = await install();
  const fence = { erasure: newId('erasure'), scope: 'tenant', step: 'fence' } as const;
  await deliver(erasureStepRequested, { tenant: first, data: fence });
  expect(await context.model(workspaceTenants).countDocuments({})).toBe(0);
  const second = await install();
  expect(second).not.toBe(first);
  expect(await context.model(workspaceTenants).find({}).lean()).toMatchObject([{ tenant: second }]);
});
