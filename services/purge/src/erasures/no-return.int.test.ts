import { testService } from '@crescendo/chassis-testing';
import {
  consentWithdrawn,
  type EndEvidence,
  erasureStepDone,
  newId,
  resolveKeysResponse,
  services,
  tenantTerminated,
  transient,
} from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { purge } from '../service.ts';
import { hoursAfterNoon, keyDirectories, NOON, newMaster, receiptKey, settings } from '../testing.ts';
import { type Erasure, erasures } from './erasures.ts';

/** A customer with real keys, for whom the services have done all steps before the destruction of the keys. */
async function closing() {
  let said: EndEvidence = { relationship: 'ended', code: 'account_inactive' };
  const own = { ...settings, ...(await keyDirectories()), PURGE_GRACE_HOURS: 0 };
  const definition = purge({ master: await newMaster(), receiptKey }, own);
  const service = await testService(definition, {
    now: NOON,
    call: async (_name, _path, { response }) => response.parse(said),
  });
  const { context, deliver, runJob } = service;
  await definition.warmUp?.(context);
  async function keysOf(tenant: string, user: string): Promise<number> {
    const route = definition.routes.find(({ path }) => path === '/keys/resolve');
    const body = route?.body.parse({ keys: [{ user, category: 'feedback' }] });
    const answer = await route?.handle({ body, caller: { service: 'ingestion', tenant }, service: context });
    return resolveKeysResponse.parse(answer).keys.length;
  }
  const [tenant, user, other, someone] = [newId('tenant'), newId('user'), newId('tenant'), newId('user')];
  await keysOf(tenant, user);
  await keysOf(other, someone);
  await deliver(tenantTerminated, { tenant, data: { why: 'uninstalled', at: NOON.getTime(), grace: 'default' } });
  const found = async () => await context.model(erasures).findOne({ tenant }).lean<Erasure>();
  await runJob('advance-erasures');
  for (const step of ['fence', 'close'] as const) {
    const data = { erasure: (await found())?._id ?? '', step, at: NOON.getTime() };
    for (const from of services) await deliver(erasureStepDone, { tenant, key: tenant, from, data });
    if (step === 'fence') await runJob('advance-erasures');
  }
  expect((await found())?.state).toBe('closing');
  /** Cuts the job off at the nth such write; afterwards Slack says that the customer is still there. */
  async function cutOff(write: string, nth = 1): Promise<void> {
    let times = 0;
    service.beforeWrites((at) => {
      if (at !== write) return;
      times += 1;
      if (times >= nth) throw transient('database-unavailable', 'The database did not answer.');
    });
    await runJob('advance-erasures');
    service.beforeWrites(undefined);
    expect(times).toBeGreaterThanOrEqual(nth);
    said = { relationship: 'stands', code: 'token-alive' };
  }
  return {
    ...{ found, cutOff, keys: () => keysOf(tenant, user) },
    async later() {
      service.setNow(hoursAfterNoon(1));
      await runJob('advance-erasures');
    },
    /** Every destruction of keys applies all of the ledger's entries. */
    async destroyAnother() {
      await deliver(consentWithdrawn, { tenant: other, user: someone, data: { category: 'feedback' } });
      await runJob('shred-withdrawn');
    },
  };
}

test('once the ledger has it, nothing Slack says takes it back: it goes on to its end', async () => {
  const { found, cutOff, later, keys } = await closing();
  await cutOff('ledgerHeads.updateOne');
  expect(await found()).toMatchObject({ state: 'closing', shreddingAt: NOON });
  await later();
  expect(await found()).toMatchObject({ state: 'erasing', shredded: { entry: 1 } });
  expect(await keys()).toBe(0);
});

test('once keys are destroyed, neither: cut off before that is written down, it is done again', async () => {
  const { found, cutOff, later, keys } = await closing();
  await cutOff('erasures.updateOne', 2);
  expect(await found()).toMatchObject({ state: 'closing' });
  expect(await keys()).toBe(0);
  await later();
  expect(await found()).toMatchObject({ state: 'erasing', shredded: { entry: 1 } });
});

test('cut off before the ledger has it, it is taken back, and their keys stay whatever is destroyed later', async () => {
  const { found, cutOff, later, destroyAnother, keys } = await closing();
  await cutOff('erasures.updateOne');
  expect((await found())?.shreddingAt).toBeUndefined();
  await later();
  expect((await found())?.state).toBe('cancelled');
  await destroyAnother();
  expect(await keys()).toBe(1);
});
