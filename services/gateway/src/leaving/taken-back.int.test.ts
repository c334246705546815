import { type ErasureStep, erasureStepRequested, newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { installations } from '../installations.ts';
import { testGateway } from '../testing/test-gateway.ts';

const HOUR_MS = 3_600_000;

/** A workspace with one erasure, for which purge requests one step after the other. */
async function oneWorkspace() {
  const gateway = await testGateway();
  const workspace = await gateway.installedWorkspace();
  const { team, tenant } = workspace;
  const erasure = newId('erasure');
  const began = Date.now();
  return {
    ...gateway,
    ...workspace,
    async step(step: ErasureStep, id = newId('event')) {
      await gateway.deliver(erasureStepRequested, { tenant, id, data: { erasure, scope: 'tenant', step } });
      await gateway.runJob('erase');
      // A running service reads the fences every two seconds; here the first unit of work for a customer does.
      await gateway.context.transact({ tenant: newId('tenant') }, async () => {});
    },
    async uninstall() {
      await gateway.slack.uninstallApp(team);
      gateway.setNow(new Date()); // the simulated Slack runs in real time
      const [told] = await gateway.slack.deliveries({ what: 'app_uninstalled' });
      return JSON.parse(told?.request.body ?? '{}').event_time * 1000;
    },
    row: async () => await gateway.context.model(installations).findOne({ tenant }).lean(),
    ends: async () => (await gateway.published()).filter(({ type }) => type === 'tenant-terminated'),
    hoursLater: (hours: number) => gateway.setNow(new Date(began + hours * HOUR_MS)),
    async lookHourly(from: number, to: number) {
      for (let hour = from; hour <= to; hour++) {
        gateway.setNow(new Date(began + hour * HOUR_MS));
        await gateway.runJob('check-installations');
        await gateway.runEffects();
      }
    },
  };
}

test('a customer whose workspace has installed the app anew by then is said to have ended, once, since when they had', async () => {
  const gateway = await oneWorkspace();
  const { team, tenant, slack } = gateway;
  const removedAt = await gateway.uninstall();
  await gateway.runEffects();
  await gateway.step('hold');
  await gateway.step('fence');
  await slack.installApp(team);
  await gateway.step('release');
  await gateway.step('release');
  await gateway.lookHourly(1, 48);

  const data = { why: 'uninstalled', at: removedAt, grace: 'default' };
  expect(await gateway.ends()).toMatchObject([
    { tenant, data },
    { tenant, key: tenant, data },
  ]);
  const rows = await gateway.context.model(installations).find({}).sort({ installedAt: 1 }).lean();
  expect(rows).toMatchObject([{ tenant, status: 'ended' }, { status: 'active' }]);
});

test('one who is fenced although nobody had left, and taken back, goes on where they were', async () => {
  const gateway = await oneWorkspace();
  await gateway.step('fence');
  await gateway.step('release');
  await gateway.lookHourly(0, 24);
  expect(await gateway.row()).toMatchObject({ status: 'active' });
  expect(await gateway.ends()).toEqual([]);
});

test('word of a removal that comes while an operator ends a customer is kept, and counts once that is taken back', async () => {
  const gateway = await oneWorkspace();
  await gateway.step('hold');
  const removedAt = await gateway.uninstall();
  expect(await gateway.row()).toMatchObject({ status: 'active', toldAt: new Date(removedAt) });
  await gateway.runEffects();
  expect(await gateway.performed(), 'nothing is asked meanwhile').toEqual([]);
  expect(await gateway.ends()).toEqual([]);

  gateway.hoursLater(20);
  await gateway.step('release');
  await gateway.runEffects();
  expect(await gateway.ends()).toMatchObject([{ tenant: gateway.tenant, data: { at: removedAt } }]);
  expect(await gateway.row()).toMatchObject({ status: 'gone', terminatedAt: new Date(removedAt) });
});

test('such word is kept through a fence', async () => {
  const gateway = await oneWorkspace();
  await gateway.step('hold');
  const removedAt = await gateway.uninstall();
  await gateway.step('fence');
  await gateway.step('release');
  await gateway.runEffects();
  expect(await gateway.ends()).toMatchObject([{ data: { at: removedAt } }]);
});

test('such word counts for nothing when Slack says that the token lives', async () => {
  const gateway = await oneWorkspace();
  const { team, slack } = gateway;
  await gateway.step('hold');
  await slack.publishEvent(team, { type: 'app_uninstalled' });
  expect(await gateway.row()).toHaveProperty('toldAt');
  await gateway.step('release');
  await gateway.runEffects();
  expect(await gateway.row()).toMatchObject({ status: 'active' });
  expect(await gateway.row()).not.toHaveProperty('toldAt');
  expect(await gateway.ends()).toEqual([]);
});

test('word that comes in the moment in which a hold is lifted is looked into', async () => {
  const gateway = await oneWorkspace();
  await gateway.step('hold');
  let lifting: Promise<void> | undefined;
  gateway.beforeWrites(async (at) => {
    if (at !== 'installations.updateOne' || lifting) return;
    lifting = Promise.resolve(); // lets this callback's own writes through
    lifting = gateway.step('release');
    await lifting;
  });
  const removedAt = await gateway.uninstall();
  gateway.beforeWrites(undefined);
  await lifting;
  await gateway.runEffects();
  expect(await gateway.ends()).toMatchObject([{ data: { at: removedAt } }]);
});
