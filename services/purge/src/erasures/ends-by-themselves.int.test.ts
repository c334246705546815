import { type EndEvidence, type ErasureStep, newId, tenantTerminated } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { type Erasure, erasures } from './erasures.ts';
import { isOnHold } from './holds.ts';
import { afterNoon, NOON, world } from './testing/world.ts';

const STANDS: EndEvidence = { relationship: 'stands', code: 'token-alive' };
const UNKNOWN: EndEvidence = { relationship: 'unknown', code: 'invalid_auth' };
const ENDED: EndEvidence = { relationship: 'ended', code: 'account_inactive' };

type World = Awaited<ReturnType<typeof world>>;

/** Customers who, by Slack's evidence, all left at noon. */
async function leave({ deliver, tenant }: World, count: number): Promise<string[]> {
  const tenants = [tenant, ...Array.from({ length: count - 1 }, () => newId('tenant'))];
  for (const each of tenants)
    await deliver(tenantTerminated, {
      tenant: each,
      data: { why: 'uninstalled', at: NOON.getTime(), grace: 'default' },
    });
  return tenants;
}

const rowsOf = async ({ context }: World) => await context.model(erasures).find({}).sort({ _id: 1 }).lean<Erasure[]>();
const statesOf = async (of: World) => (await rowsOf(of)).map(({ state }) => state);

/** An operator's request, as the gateway passes it on. */
async function operator({ routesOf, context }: World, path: string, id: string) {
  const route = routesOf.find((each) => each.path === path);
  if (!route) throw new Error(`there is no route ${path}`);
  return await route.handle({ body: { id }, caller: { service: 'gateway', operator: 'ada' }, service: context });
}

test('time spent on evidence is part of the grace', async () => {
  const leaving = await world({ graceHours: 24 });
  leaving.setNow(afterNoon(13));
  await leave(leaving, 1);
  expect(await leaving.found()).toMatchObject({ graceUntil: afterNoon(24), deadline: afterNoon(48) });
});

test('before the fence Slack is asked once more, and whoever still has the app goes on where they were', async () => {
  const leaving = await world({ graceHours: 24, said: () => STANDS });
  await leave(leaving, 1);
  leaving.setNow(afterNoon(24));
  await leaving.advance();
  expect((await leaving.found()).state).toBe('cancelled');
  expect(await leaving.asked()).toEqual(['hold', 'release']);
});

test('before the keys are destroyed it is asked again: nothing is lost yet', async () => {
  let said = ENDED;
  const leaving = await world({ said: () => said });
  await leave(leaving, 1);
  await leaving.advance();
  await leaving.answer('fence');
  said = STANDS;
  await leaving.answer('close');
  expect((await leaving.found()).state).toBe('cancelled');
  expect(leaving.shredded).toEqual([]);
  expect(await leaving.asked()).toEqual(['fence', 'close', 'release'] satisfies ErasureStep[]);
});

test('one who was taken back out of the fence, and has ended all the same, is erased by the deadline they had', async () => {
  let said = ENDED;
  const leaving = await world({ graceHours: 24, said: () => said });
  await leave(leaving, 1);
  leaving.setNow(afterNoon(24));
  await leaving.advance();
  await leaving.answer('fence');
  said = STANDS;
  await leaving.answer('close');
  expect((await leaving.found()).state).toBe('cancelled');

  said = { relationship: 'ended', code: 'installed-again' };
  leaving.setNow(afterNoon(25));
  await leave(leaving, 1);
  await leaving.advance();
  const [, again] = (await rowsOf(leaving)).sort((a, b) => a.since.getTime() - b.since.getTime());
  expect(again).toMatchObject({
    tenant: leaving.tenant,
    state: 'fenced',
    requestedAt: NOON,
    graceUntil: afterNoon(24),
    deadline: afterNoon(48),
  });
});

test('while Slack does not say, nothing is done and the deadline stays; then it goes on', async () => {
  let said = UNKNOWN;
  let times = 0;
  const leaving = await world({
    said: () => {
      times += 1;
      return said;
    },
  });
  await leave(leaving, 1);
  for (let second = 0; second < 60; second++) {
    leaving.setNow(new Date(NOON.getTime() + second * 1_000));
    await leaving.advance();
  }
  expect(await leaving.found()).toMatchObject({ state: 'requested', deadline: afterNoon(48) });
  expect(times, 'asked with growing pauses').toBe(3);
  said = ENDED;
  leaving.setNow(afterNoon(1));
  await leaving.advance();
  expect((await leaving.found()).state).toBe('fenced');
});

test('a customer who is ended by an operator is not asked about', async () => {
  const leaving = await world({ said: () => STANDS });
  const { deliver, tenant, advance, found } = leaving;
  await deliver(tenantTerminated, { tenant, data: { why: 'ended-by-operator', at: NOON.getTime(), grace: 'none' } });
  await advance();
  expect((await found()).state).toBe('fenced');
});

test('when more would end than usual none does, until an operator releases them by name', async () => {
  const leaving = await world();
  const tenants = await leave(leaving, 4);
  await leaving.advance();
  leaving.setNow(afterNoon(40));
  await leaving.advance();
  const rows = await rowsOf(leaving);
  expect(rows.map(({ state, deadline }) => ({ state, deadline }))).toEqual(
    tenants.map(() => ({ state: 'requested', deadline: afterNoon(48) })),
  );
  expect(await leaving.asked(), 'what comes of them is put aside').toEqual(['hold', 'hold', 'hold', 'hold']);
  for (const tenant of tenants) expect(await isOnHold(leaving.context, tenant)).toBe(true);

  const [first, second] = rows;
  await operator(leaving, '/erasures/release', first?._id ?? '');
  await leaving.advance();
  expect(await statesOf(leaving)).toEqual(['fenced', 'requested', 'requested', 'requested']);
  await operator(leaving, '/erasures/cancel', second?._id ?? '');
  await leaving.advance();
  expect(await statesOf(leaving)).toEqual(['fenced', 'cancelled', 'requested', 'requested']);
  expect(await isOnHold(leaving.context, first?.tenant ?? '')).toBe(false);
  expect(await isOnHold(leaving.context, second?.tenant ?? '')).toBe(false);
  expect((await rowsOf(leaving))[0]?.holds).toEqual([{ since: NOON, until: afterNoon(40), by: 'breaker' }]);
});

test('a released customer who turns out to have the app is not erased; no answer does not stop them again', async () => {
  let said = UNKNOWN;
  const leaving = await world({ said: () => said });
  await leave(leaving, 4);
  await leaving.advance();
  const [first, second] = await rowsOf(leaving);
  await operator(leaving, '/erasures/release', first?._id ?? '');
  await leaving.advance();
  said = STANDS;
  await operator(leaving, '/erasures/release', second?._id ?? '');
  await leaving.advance();
  expect((await statesOf(leaving)).slice(0, 2)).toEqual(['fenced', 'cancelled']);
});

test('an operator holds one by hand, and not what somebody wished for', async () => {
  const leaving = await world();
  const { deliver, tenant } = leaving;
  const wished = newId('tenant');
  await deliver(tenantTerminated, { tenant, data: { why: 'uninstalled', at: NOON.getTime(), grace: 'default' } });
  const end = { why: 'ended-by-admin', at: NOON.getTime(), grace: 'none' } as const;
  await deliver(tenantTerminated, { tenant: wished, data: end });
  const idOf = async (of: string) => (await rowsOf(leaving)).find((row) => row.tenant === of)?._id ?? '';
  expect(await operator(leaving, '/erasures/hold', await idOf(tenant))).toMatchObject({
    onHold: { since: NOON.toISOString(), by: 'operator' },
  });
  await expect(operator(leaving, '/erasures/hold', await idOf(wished))).rejects.toMatchObject({ code: 'express-wish' });
  leaving.setNow(afterNoon(47));
  await leaving.advance();
  const states = Object.fromEntries((await rowsOf(leaving)).map((row) => [row.tenant, row.state]));
  expect(states).toEqual({ [tenant]: 'requested', [wished]: 'fenced' });
  await expect(operator(leaving, '/erasures/release', await idOf(wished))).rejects.toMatchObject({ code: 'not-held' });
});

test('while it cannot be told how many customers there are, only what somebody wished for goes on', async () => {
  let known = false;
  const customers = () => {
    if (!known) throw new Error('the database is away');
    return 1;
  };
  const leaving = await world({ customers });
  const wished = newId('tenant');
  await leave(leaving, 1);
  const end = { why: 'ended-by-operator', at: NOON.getTime(), grace: 'none' } as const;
  await leaving.deliver(tenantTerminated, { tenant: wished, data: end });
  const states = async () => Object.fromEntries((await rowsOf(leaving)).map((row) => [row.tenant, row.state]));
  await leaving.advance();
  expect(await states()).toEqual({ [leaving.tenant]: 'requested', [wished]: 'fenced' });
  known = true;
  await leaving.advance();
  expect((await states())[leaving.tenant]).toBe('fenced');
});
