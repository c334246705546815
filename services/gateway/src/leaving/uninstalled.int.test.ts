import { expect, onTestFinished, test, vi } from 'vitest';
import { installations } from '../installations.ts';
import { type TestGateway, testGateway } from '../testing/test-gateway.ts';
import { CHECK_EVERY_MS } from './relationship.ts';

const saidOf = async (gateway: TestGateway, type: string) =>
  (await gateway.published()).filter((event) => event.type === type);
const endings = (gateway: TestGateway) => saidOf(gateway, 'tenant-terminated');
const rowOf = async ({ context }: TestGateway, tenant: string) =>
  await context.model(installations).findOne({ tenant }).lean();
const checks = async (gateway: TestGateway) =>
  (await gateway.performed()).filter(({ effect }) => effect === 'check-installation');

/** Runs the job that looks whether customers have left, and its effects, at each hour of the next day. */
async function lookHourly(gateway: TestGateway, { from = 1, to = 25 }: { from?: number; to?: number } = {}) {
  for (let hour = from; hour <= to; hour++) {
    later(gateway, hour * CHECK_EVERY_MS);
    await gateway.runJob('check-installations');
    await gateway.runEffects();
  }
}

/** Moves the gateway's clock to this long after now. */
const later = (gateway: TestGateway, ms: number) => gateway.setNow(new Date(Date.now() + ms));

async function oneWorkspace() {
  const gateway = await testGateway();
  return { ...gateway, ...(await gateway.installedWorkspace()) };
}

test.each(['app_uninstalled', 'tokens_revoked'] as const)(
  'when the app is removed, with %s first and both twice, the end of the relationship is said once',
  async (first) => {
    const gateway = await oneWorkspace();
    const { team, tenant, slack } = gateway;
    await slack.uninstallApp(team, { first });
    await gateway.runEffects();
    for (const { id } of await slack.deliveries({ team })) expect((await slack.replay(id)).status).toBe(200);
    await gateway.runEffects();

    const removedAt = JSON.parse((await slack.deliveries({ what: first }))[0]?.request.body ?? '{}').event_time * 1000;
    const data = { why: 'uninstalled', at: removedAt, grace: 'default' };
    expect(await endings(gateway)).toMatchObject([{ tenant, key: tenant, data }]);
    expect(await rowOf(gateway, tenant)).toMatchObject({ status: 'gone', terminatedAt: new Date(removedAt) });
    expect(await gateway.refused('already-terminated')).toBe(2);
  },
);

test('news of a removal from before the app was installed again is left alone', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  await slack.setCondition({ kind: 'hold-deliveries', deliveries: 2 });
  await slack.uninstallApp(team);
  later(gateway, 2_000);
  await slack.installApp(team);
  expect(await slack.letGo(team)).toBe(2);

  expect(await gateway.refused('older-than-installation')).toBe(2);
  expect(await checks(gateway)).toEqual([]);
  expect(await rowOf(gateway, tenant)).toMatchObject({ tenant, status: 'active', version: 2 });
});

test('news of a removal, while Slack says that the token lives, ends nothing', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  await slack.publishEvent(team, { type: 'app_uninstalled' });
  await gateway.runEffects();

  expect(await endings(gateway)).toEqual([]);
  expect(await gateway.refused('token-alive')).toBe(1);
  expect(await rowOf(gateway, tenant)).toMatchObject({ status: 'active' });
});

test('that a person takes back their own leave is nothing to the installation', async () => {
  const gateway = await oneWorkspace();
  const { team, slackUser, slack } = gateway;
  await slack.revokeUserToken(team, slackUser);
  expect(await gateway.refused('user-token-revoked')).toBe(1);
  expect(await checks(gateway)).toEqual([]);
});

test('while Slack gives no answer, word of a removal waits for one, and counts from when it happened', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  await slack.setCondition({ kind: 'lose-answers', method: 'auth.test', calls: 2 });
  await slack.uninstallApp(team);
  const told = (await rowOf(gateway, tenant))?.toldAt;
  await gateway.runEffects();
  expect(await endings(gateway)).toEqual([]);
  expect(await rowOf(gateway, tenant)).toMatchObject({ status: 'unreachable', toldAt: told });
  await lookHourly(gateway, { to: 3 });
  expect(await endings(gateway)).toMatchObject([{ tenant, data: { at: told?.getTime() } }]);
});

test('a workspace that is back before Slack has answered has not left', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  await slack.uninstallApp(team);
  const ask = globalThis.fetch;
  const asked = Promise.withResolvers<void>();
  const isBack = Promise.withResolvers<void>();
  const asking = vi.spyOn(globalThis, 'fetch').mockImplementation(async (...request) => {
    const answer = await ask(...request);
    if (!String(request[0]).endsWith('auth.test')) return answer;
    asked.resolve();
    await isBack.promise;
    return answer;
  });
  onTestFinished(() => asking.mockRestore());
  const checking = gateway.runEffects();
  await asked.promise;
  await slack.installApp(team);
  isBack.resolve();
  await checking;

  expect(await endings(gateway)).toEqual([]);
  expect(await rowOf(gateway, tenant)).toMatchObject({ status: 'active', version: 2 });
});

test('an uninstallation of which no event came is believed once Slack has said so for half a day', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  const staying = await gateway.installedWorkspace();
  await slack.uninstallApp(team, { silently: true });

  await gateway.runJob('check-installations');
  expect(await rowOf(gateway, tenant), 'it is not asked before its time').toMatchObject({ status: 'active' });

  await lookHourly(gateway, { to: 12 });
  expect(await endings(gateway)).toEqual([]);
  const { dead } = (await rowOf(gateway, tenant)) ?? {};
  await lookHourly(gateway, { from: 13, to: 14 });
  expect(await endings(gateway)).toMatchObject([
    { tenant, data: { why: 'uninstalled', at: dead?.since.getTime(), grace: 'default' } },
  ]);
  expect(await rowOf(gateway, staying.tenant)).toMatchObject({ status: 'active' });

  await lookHourly(gateway, { from: 15, to: 40 });
  expect(await endings(gateway), 'it is found once').toHaveLength(1);
});

test('a workspace about which we cannot ask keeps no other waiting, and is asked again soon', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  const other = await gateway.installedWorkspace();
  await slack.setCondition({ kind: 'rate-limit', method: 'auth.test', retryAfterSeconds: 1, calls: 1, teamId: team });
  later(gateway, CHECK_EVERY_MS);
  await gateway.runJob('check-installations');
  expect(await gateway.refused('installation-not-checked')).toBe(1);
  const now = gateway.context.clock.now().getTime();
  expect((await rowOf(gateway, other.tenant))?.checkAt).toEqual(new Date(now + CHECK_EVERY_MS));
  expect((await rowOf(gateway, tenant))?.checkAt).toEqual(new Date(now + 300_000));
});

test('whoever notices first that the token is dead, sending pauses and Slack is asked; word of it decides', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  await slack.revokeToken(team, { silently: true });
  const headers = { authorization: `Bearer ingestion ${tenant}` };
  const ask = () => fetch(`${gateway.url}/internal/slack/api/auth.test`, { method: 'POST', headers });
  for (let call = 0; call < 2; call++) expect((await ask()).status).toBe(503);
  expect(await gateway.refused('workspace-unreachable')).toBe(1);
  expect(await rowOf(gateway, tenant)).toMatchObject({ status: 'unreachable', trouble: { code: 'token_revoked' } });
  await gateway.runJob('check-installations');
  expect(await endings(gateway)).toEqual([]);
  await slack.publishEvent(team, { type: 'app_uninstalled' });
  await gateway.runEffects();
  expect(await endings(gateway)).toMatchObject([{ tenant }]);
});

test('a token that was taken for dead and lives is used again', async () => {
  const gateway = await oneWorkspace();
  const { tenant, slack } = gateway;
  await slack.setCondition({ kind: 'fail', method: 'users.list', error: 'account_inactive' });
  const headers = { authorization: `Bearer ingestion ${tenant}` };
  await fetch(`${gateway.url}/internal/slack/api/users.list`, { method: 'POST', headers });
  expect(await rowOf(gateway, tenant)).toMatchObject({ status: 'unreachable' });

  await gateway.runJob('check-installations');
  expect(await rowOf(gateway, tenant)).toMatchObject({ status: 'active' });
  await lookHourly(gateway, { to: 2 });
  expect(await rowOf(gateway, tenant)).not.toHaveProperty('trouble');
  expect(await endings(gateway)).toEqual([]);
});

test('a workspace that comes back is the same tenant, whoever was to erase it hears of it, and it can leave anew', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  await slack.uninstallApp(team);
  await gateway.runEffects();
  later(gateway, 2_000);
  await slack.installApp(team);

  const back = await rowOf(gateway, tenant);
  expect(back).toMatchObject({ status: 'active', version: 2 });
  expect(back).not.toHaveProperty('terminatedAt');
  expect(await saidOf(gateway, 'tenant-reinstalled')).toMatchObject([
    { tenant, data: { at: back?.renewedAt.getTime() } },
  ]);

  await slack.uninstallApp(team, { silently: true });
  await lookHourly(gateway);
  expect(await endings(gateway)).toHaveLength(2);
});
