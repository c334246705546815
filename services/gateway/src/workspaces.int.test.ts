import { expect, test, vi } from 'vitest';
import { testGateway } from './testing/test-gateway.ts';
import { createWorkspaces } from './workspaces.ts';

const KEY = Buffer.alloc(32, 7).toString('base64url');

async function knownWorkspace() {
  const gateway = await testGateway();
  const { team, tenant } = await gateway.installedWorkspace();
  const clock = { now: 0 };
  const workspaces = createWorkspaces(KEY, () => clock.now);
  return { ...gateway, team, tenant, clock, workspaces, time: gateway.clock };
}

test('a workspace is found by its hash, and one that nobody installed is not', async () => {
  const { workspaces, context, team, tenant } = await knownWorkspace();
  expect(await workspaces.find(context, team)).toMatchObject({ tenant });
  expect(await workspaces.find(context, 'TNOBODY')).toBeUndefined();
});

test('while the database is away, what was known still holds', async () => {
  const { workspaces, context, store, clock, team, tenant } = await knownWorkspace();
  expect(await workspaces.all(context)).toEqual([tenant]);
  await store.close();
  clock.now += 600_000;
  expect(await workspaces.find(context, team)).toMatchObject({ tenant });
  await expect(workspaces.find(context, 'TNOBODY')).rejects.toThrow();
});

test('a database that does not answer keeps no click waiting for what is known', async () => {
  const { workspaces, context, clock, team, tenant, time } = await knownWorkspace();
  await workspaces.all(context);
  clock.now += 600_000;
  const silent = { findOne: () => ({ lean: () => new Promise(() => {}) }) };
  const asked = vi.spyOn(context, 'model').mockReturnValue(silent as never);
  const finding = workspaces.find(context, team);
  time.pass(250);
  expect(await finding).toMatchObject({ tenant });
  expect(await workspaces.find(context, team)).toMatchObject({ tenant }); // no more time has passed
  expect(asked).toHaveBeenCalledTimes(1); // and the next request is a little later, not with each click
});
