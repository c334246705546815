import { erasureAsked, erasureWithdrawn, newId, services, tenantReinstalled } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { waitsFor } from './advance-erasure.ts';
import { erasures } from './erasures.ts';
import { repeatErasures } from './repeat-erasures.ts';
import { afterNoon, LEASE_HOURS, NOON, world } from './testing/world.ts';

test('a customer who left is erased step by step, each when every service has done the one before', async () => {
  const { terminate, advance, answer, found, asked, shredded, tenant, setNow, published } = await world();
  await terminate();
  await advance();
  expect(await found()).toMatchObject({ state: 'fenced', deadline: afterNoon(48) });
  await answer('fence');
  expect((await found()).state).toBe('closing');
  expect(shredded).toEqual([]);
  await answer('close');
  expect(await found()).toMatchObject({ state: 'erasing', shredded: { keys: 3, entry: 1 } });
  expect(shredded).toMatchObject([{ tenant }]);
  await answer('erase');
  expect((await found()).state).toBe('settling');
  setNow(afterNoon(LEASE_HOURS));
  await advance();
  expect((await found()).state).toBe('verifying');
  await answer('verify');
  const done = await found();
  expect(done).toMatchObject({ state: 'done', receipt: `receipt of ${done._id} with 28 answers` });
  expect(await asked()).toEqual(['fence', 'close', 'erase', 'verify']);
  expect((await published()).at(-1)).toMatchObject({ type: 'receipt-issued', data: { erasure: done._id } });
});

test('a service that does not answer holds it up, and is named', async () => {
  const { terminate, advance, answer, found, context } = await world();
  await terminate();
  await advance();
  await answer('fence', { by: services.filter((name) => name !== 'billing') });
  expect((await found()).state).toBe('fenced');
  expect(await waitsFor(context, await found())).toEqual(['billing']);
  await answer('fence', { by: ['billing'] });
  expect((await found()).state).toBe('closing');
});

test('within the grace a customer is held, and goes on where they were when they come back', async () => {
  const { terminate, advance, found, asked, deliver, tenant, setNow } = await world({ graceHours: 24 });
  await terminate();
  setNow(afterNoon(23));
  await advance();
  expect(await found()).toMatchObject({ state: 'requested', held: true, graceUntil: afterNoon(24) });
  const back = { tenant, data: { at: afterNoon(23).getTime() } };
  expect((await deliver(tenantReinstalled, back)).outcome).toEqual({ kind: 'done' });
  setNow(afterNoon(30));
  await advance();
  expect((await found()).state).toBe('cancelled');
  expect(await asked()).toEqual(['hold', 'release']);
});

test('after the grace nobody can take it back', async () => {
  const { terminate, advance, found, deliver, tenant, setNow } = await world({ graceHours: 24 });
  await terminate();
  setNow(afterNoon(24));
  await advance();
  const back = { tenant, data: { at: afterNoon(24).getTime() } };
  expect((await deliver(tenantReinstalled, back)).outcome).toEqual({ kind: 'skip', code: 'too-late' });
  expect((await found()).state).toBe('fenced');
});

test('on their express wish there is no grace, and hearing of an end twice is hearing of it once', async () => {
  const { terminate, advance, found, asked } = await world({ graceHours: 24 });
  await terminate('none');
  expect((await terminate()).outcome).toEqual({ kind: 'skip', code: 'erasure-under-way' });
  await advance();
  expect((await found()).state).toBe('fenced');
  expect(await asked()).toEqual(['fence']);
});

test('a person may think again for a day, and is not held meanwhile', async () => {
  const { deliver, tenant, user, advance, found, asked, setNow, published } = await world();
  const person = { tenant, user, key: tenant };
  await deliver(erasureAsked, { ...person, data: { why: 'asked', at: NOON.getTime() } });
  setNow(afterNoon(23));
  await advance();
  expect(await found()).toMatchObject({ state: 'requested', scope: 'person', held: false });
  await deliver(erasureWithdrawn, { ...person, data: {} });
  setNow(afterNoon(25));
  await advance();
  expect((await found()).state).toBe('cancelled');
  expect(await asked()).toEqual([]);
  expect((await published()).map(({ type }) => type)).toEqual(['home-changed', 'home-changed']);
});

test('what a person wished while their customer might come back, or took back, holds when they do', async () => {
  const { deliver, terminate, context, tenant, user } = await world({ graceHours: 24 });
  const other = newId('user');
  const ask = (of: string) =>
    deliver(erasureAsked, { tenant, user: of, key: tenant, data: { why: 'left', at: NOON.getTime() } });
  await deliver(erasureAsked, { tenant, user: other, key: tenant, data: { why: 'asked', at: NOON.getTime() } });
  await terminate();
  await ask(user);
  await deliver(erasureWithdrawn, { tenant, user: other, key: tenant, data: {} });
  await deliver(tenantReinstalled, { tenant, data: { at: afterNoon(1).getTime() } });
  const stateOf = async (filter: object) => (await context.model(erasures).findOne(filter).lean())?.state;
  expect(await stateOf({ user })).toBe('requested');
  expect(await stateOf({ user: other })).toBe('cancelled');
  expect(await stateOf({ scope: 'tenant' })).toBe('cancelled');
});

test("a person's is done only when the keys are gone of the days on which something of theirs named nobody", async () => {
  const { deliver, tenant, user, advance, found, answer, setNow } = await world({ coolingOffHours: 0 });
  await deliver(erasureAsked, { tenant, user, key: tenant, data: { why: 'left', at: NOON.getTime() } });
  await advance();
  for (const step of ['fence', 'close', 'erase'] as const) await answer(step, { user });
  setNow(afterNoon(LEASE_HOURS));
  await advance();
  await answer('verify', { user });
  expect((await found()).state).toBe('waiting-for-intake-keys');
  setNow(afterNoon(3 * 24));
  await advance();
  expect((await found()).state).toBe('waiting-for-intake-keys');
  setNow(afterNoon(5 * 24));
  await advance();
  expect((await found()).state).toBe('done');
});

test('after a restore, what ended since the backup is asked for again, and nothing that was taken back', async () => {
  const { terminate, advance, answer, found, asked, setNow, context } = await world();
  await terminate();
  await advance();
  for (const step of ['fence', 'close', 'erase'] as const) await answer(step);
  setNow(afterNoon(LEASE_HOURS));
  await advance();
  await answer('verify');
  const before = (await asked()).length;
  expect(await repeatErasures(context, afterNoon(2))).toBe(0);
  expect(await repeatErasures(context, NOON)).toBe(1);
  expect((await asked()).slice(before)).toEqual(['fence', 'erase', 'verify']);
  expect((await found()).state).toBe('done');
});
