import { type ErasureStep, erasureStepRequested, newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { installations } from '../installations.ts';
import { type TestGateway, testGateway } from '../testing/test-gateway.ts';
import { CHECK_EVERY_MS } from './relationship.ts';

async function oneWorkspace() {
  const user = newId('user');
  const known = { slackUser: '' };
  const gateway = await testGateway({
    ingestion: () => ({ addresses: [{ user, slackUser: known.slackUser }] }),
  });
  const workspace = await gateway.installedWorkspace();
  known.slackUser = workspace.slackUser;
  return { ...gateway, ...workspace, user };
}

/** Delivers purge's request for a step, and runs the effects it causes. */
async function step(gateway: TestGateway, step: ErasureStep, { tenant, user }: { tenant: string; user?: string }) {
  const data = { erasure: newId('erasure'), scope: user ? ('person' as const) : ('tenant' as const), step };
  await gateway.deliver(erasureStepRequested, { tenant, ...(user && { user }), data });
  await gateway.runJob('erase');
  await gateway.runEffects();
  await gateway.runJob('erase');
}

/** Runs the job that looks whether customers have left, every hour of a day. */
async function lookForADay(gateway: TestGateway) {
  const began = gateway.context.clock.now().getTime();
  for (let hour = 0; hour <= 24; hour++) {
    gateway.setNow(new Date(began + hour * CHECK_EVERY_MS));
    await gateway.runJob('check-installations');
    await gateway.runEffects();
  }
}

const closings = async (gateway: TestGateway) =>
  (await gateway.published())
    .filter(({ type }) => type === 'erasure-step-done')
    .map(({ data }) => (data as { effects?: unknown }).effects)
    .filter(Boolean);

test('from the fence on the workspace is unknown, to every replica, and Slack is told not to try again', async () => {
  const gateway = await oneWorkspace();
  const { tenant, person, slack } = gateway;
  const another = await gateway.anotherReplica();
  await person.openHome();
  const [delivery] = await slack.deliveries({ what: 'app_home_opened' });
  const again = (url: string) => fetch(`${url}/slack/events`, { method: 'POST', ...delivery?.request });
  expect((await again(another)).status).toBe(200);

  await step(gateway, 'fence', { tenant });
  const late = await again(gateway.url);
  expect({ status: late.status, noRetry: late.headers.get('x-slack-no-retry') }).toEqual({ status: 404, noRetry: '1' });
  expect(await gateway.refused('unknown-team')).toBe(1);
  await expect.poll(async () => (await again(another)).status).toBe(404);
});

test('whoever installs after the fence is a new customer, with nothing of the old', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack, context } = gateway;
  await slack.uninstallApp(team);
  await gateway.runEffects();
  await step(gateway, 'fence', { tenant });
  expect((await slack.installApp(team)).status).toBe(200);

  const rows = await context.model(installations).find({}).sort({ installedAt: 1 }).lean();
  expect(rows).toMatchObject([
    { tenant, status: 'ended' },
    { status: 'active', version: 1 },
  ]);
  expect(rows[1]?.tenant).not.toBe(tenant);
  const heard = (await gateway.published()).filter(({ type }) => type.startsWith('tenant-'));
  expect(heard.at(-1)).toMatchObject({ type: 'tenant-installed', tenant: rows[1]?.tenant });
  expect(heard.map(({ type }) => type)).not.toContain('tenant-reinstalled');
});

test('while it is held, it comes back as the customer it was', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack, context } = gateway;
  await slack.uninstallApp(team);
  await gateway.runEffects();
  await step(gateway, 'hold', { tenant });
  expect((await slack.installApp(team)).status).toBe(200);
  expect(await context.model(installations).find({}).lean()).toMatchObject([{ tenant, status: 'active', version: 2 }]);
  expect((await gateway.published()).filter(({ type }) => type === 'tenant-reinstalled')).toMatchObject([{ tenant }]);
});

test('that a customer whom we end removes the app is no news, and is found out should they stay', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  await step(gateway, 'hold', { tenant });
  await slack.uninstallApp(team);
  expect((await slack.deliveries({ team })).map(({ status }) => status)).toEqual([200, 200]);
  expect(await gateway.refused('already-terminated')).toBe(2);

  await step(gateway, 'release', { tenant });
  // A running service reads the fences every two seconds; here the first unit of work for the tenant does.
  await gateway.context.transact({ tenant }, async () => {});
  await lookForADay(gateway);
  expect((await gateway.published()).filter(({ type }) => type === 'tenant-terminated')).toMatchObject([{ tenant }]);
});

test('the app is taken out of the Slack of a customer whom we let go', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  await step(gateway, 'fence', { tenant });
  await step(gateway, 'close', { tenant });
  expect((await slack.workspace(team)).installed).toBe(false);
  expect(await closings(gateway)).toEqual([[{ effect: 'uninstall-app', outcome: 'done' }]]);
  await expect.poll(() => gateway.refused('unknown-team')).toBe(2);
});

test('where the app is gone already there is nothing to take out', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  await slack.uninstallApp(team, { silently: true });
  await step(gateway, 'fence', { tenant });
  await step(gateway, 'close', { tenant });
  expect(await closings(gateway)).toEqual([[{ effect: 'uninstall-app', outcome: 'done' }]]);
});

test('an app that was installed anew meanwhile stays in', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  await step(gateway, 'fence', { tenant });
  await slack.installApp(team);
  await step(gateway, 'close', { tenant });
  expect((await slack.workspace(team)).installed).toBe(true);
  expect(await closings(gateway)).toEqual([[{ effect: 'uninstall-app', outcome: 'done' }]]);
});

test('the Home of a person who is erased has nothing of theirs any more, and a way to start again', async () => {
  const gateway = await oneWorkspace();
  const { tenant, user, person } = gateway;
  await step(gateway, 'fence', { tenant, user });
  await step(gateway, 'close', { tenant, user });
  const home = JSON.stringify((await person.surface()).home);
  expect(home).toContain('Your data is deleted');
  expect(home).toContain('crescendo.start');
  expect(await closings(gateway)).toEqual([[{ effect: 'publish-farewell', outcome: 'done' }]]);
});

test('when all is erased nothing of the installation is left', async () => {
  const gateway = await oneWorkspace();
  const { tenant, context } = gateway;
  const staying = await gateway.installedWorkspace();
  for (const each of ['fence', 'close', 'erase', 'verify'] as const) await step(gateway, each, { tenant });
  expect(await context.model(installations).find({}).lean()).toMatchObject([{ tenant: staying.tenant }]);
});

test('a customer whose erasure was taken back, and who does not install the app again, leaves once more', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack, context } = gateway;
  await slack.uninstallApp(team);
  await gateway.runEffects();
  await step(gateway, 'hold', { tenant });
  await step(gateway, 'release', { tenant });
  expect(await context.model(installations).findOne({ tenant }).lean()).not.toHaveProperty('terminatedAt');
  await lookForADay(gateway);
  const said = (await gateway.published()).filter(({ type }) => type === 'tenant-terminated');
  expect(said).toHaveLength(2);
});
