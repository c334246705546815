import {
  type EndEvidence,
  erasureStepRequested,
  newId,
  permanent,
  tenantReinstalled,
  tenantTerminated,
} from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { beginErasure } from './begin-erasure.ts';
import { erasures } from './erasures.ts';
import { isOnHold } from './holds.ts';
import { afterNoon, NOON, world } from './testing/world.ts';

const STANDS: EndEvidence = { relationship: 'stands', code: 'token-alive' };
const UNKNOWN: EndEvidence = { relationship: 'unknown', code: 'invalid_auth' };
const ENDED: EndEvidence = { relationship: 'ended', code: 'account_inactive' };

/** A customer who left at noon; `meanwhile` runs once, during the request to Slack. */
async function leaving(given: { graceHours?: number } = {}) {
  let says = ENDED;
  let meanwhile: () => Promise<unknown> = async () => undefined;
  const customer = await world({
    ...given,
    said: async () => {
      const once = meanwhile;
      meanwhile = async () => undefined;
      await once();
      return says;
    },
  });
  const { routesOf, context, tenant, deliver, found } = customer;
  await customer.terminate();
  return {
    ...customer,
    says(said: EndEvidence): void {
      says = said;
    },
    whileAsked(what: () => Promise<unknown>): void {
      meanwhile = what;
    },
    async operator(verb: 'hold' | 'release' | 'cancel') {
      const route = routesOf.find(({ path }) => path === `/erasures/${verb}`);
      if (!route) throw permanent('not-found', verb);
      const caller = { service: 'gateway', operator: 'ada' } as const;
      return await route.handle({ body: { id: (await found())._id }, caller, service: context });
    },
    start: (graceHours: number) =>
      context.transact({ tenant, publishes: [erasureStepRequested], passesFence: true }, (tx) =>
        beginErasure(tx, { tenant, why: 'ended-by-operator', requestedAt: tx.now, askedBy: 'ada', graceHours }),
      ),
    end: (at: Date, grace: 'default' | 'none' = 'none') =>
      deliver(tenantTerminated, { tenant, data: { why: 'ended-by-admin', at: at.getTime(), grace } }),
    comesBack: (at: Date) => deliver(tenantReinstalled, { tenant, data: { at: at.getTime() } }),
    async toClosing() {
      await customer.advance();
      await customer.answer('fence');
    },
  };
}

test('a hold that is confirmed while Slack is asked holds', async () => {
  const { whileAsked, operator, advance, found, asked } = await leaving();
  whileAsked(() => operator('hold'));
  await advance();
  expect(await found()).toMatchObject({ state: 'requested', holds: [{ since: NOON, by: 'operator' }] });
  await advance();
  expect(await asked()).toEqual(['hold']);
});

test('what is decided while Slack is asked before keys are destroyed wins', async () => {
  const { whileAsked, operator, toClosing, answer, found, shredded } = await leaving();
  await toClosing();
  whileAsked(() => operator('cancel'));
  await answer('close');
  expect((await found()).state).toBe('cancelled');
  expect(shredded).toEqual([]);
});

test('while keys are destroyed it is too late for any decision', async () => {
  const { context, operator, toClosing, found } = await leaving();
  await toClosing();
  await context.model(erasures).updateOne({ _id: (await found())._id }, { $set: { shreddingAt: NOON } });
  for (const verb of ['hold', 'release', 'cancel'] as const)
    await expect(operator(verb), verb).rejects.toMatchObject({ code: 'too-late' });
});

test.each(['requested', 'closing'] as const)(
  'where Slack does not answer any more, an operator lets one go on that is %s, by name',
  async (state) => {
    const { says, operator, toClosing, advance, answer, found, setNow } = await leaving();
    if (state === 'closing') await toClosing();
    says(UNKNOWN);
    await answer('close');
    setNow(afterNoon(40));
    await advance();
    expect(await found()).toMatchObject({ state, evidence: { code: 'invalid_auth' } });
    expect(await operator('release')).not.toHaveProperty('evidence');
    await advance();
    expect((await found()).state).toBe(state === 'closing' ? 'erasing' : 'fenced');
    expect(await found()).toMatchObject({ releasedAt: afterNoon(40) });
  },
);

test('released behind the fence, whoever turns out to have the app is taken back all the same', async () => {
  const { says, operator, toClosing, answer, advance, found, shredded } = await leaving();
  await toClosing();
  says(UNKNOWN);
  await answer('close');
  await operator('release');
  says(STANDS);
  await advance();
  expect((await found()).state).toBe('cancelled');
  expect(shredded).toEqual([]);
});

test('an operator takes one back behind the fence that waits for Slack', async () => {
  const { says, operator, toClosing, answer, found, asked } = await leaving();
  await toClosing();
  says(UNKNOWN);
  await answer('close');
  expect(await operator('cancel')).toMatchObject({ state: 'cancelled' });
  expect((await found()).state).toBe('cancelled');
  expect(await asked()).toEqual(['fence', 'close', 'release']);
});

test('an operator who ends a customer who is leaving is heard: the same erasure, on their wish, at once', async () => {
  const { says, start, advance, found } = await leaving({ graceHours: 24 });
  says(STANDS);
  const begun = await start(0);
  expect(begun).toMatchObject({ why: 'ended-by-operator', askedBy: 'ada', graceUntil: NOON, deadline: afterNoon(48) });
  expect(await found()).toEqual(begun);
  await advance();
  expect((await found()).state).toBe('fenced');
});

test('an administrator who ends it is heard too, and a wish with grace makes no end later', async () => {
  const { end, setNow, advance, found } = await leaving({ graceHours: 24 });
  setNow(afterNoon(10));
  expect((await end(afterNoon(10), 'default')).outcome).toEqual({ kind: 'done' });
  expect(await found()).toMatchObject({ why: 'ended-by-admin', graceUntil: afterNoon(24), deadline: afterNoon(48) });
  expect((await end(afterNoon(11))).outcome).toEqual({ kind: 'skip', code: 'erasure-under-way' });
  setNow(afterNoon(24));
  await advance();
  expect((await found()).state).toBe('fenced');
});

test('who is on hold is on hold no more once somebody asks for it, and the hold is told of', async () => {
  const { operator, start, setNow, advance, found, context, tenant } = await leaving({ graceHours: 24 });
  await operator('hold');
  setNow(afterNoon(1));
  await start(0);
  expect((await found()).holds).toEqual([{ since: NOON, until: afterNoon(1), by: 'operator' }]);
  expect(await isOnHold(context, tenant)).toBe(false);
  await advance();
  expect((await found()).state).toBe('fenced');
});

test('a wish that comes behind the fence, or while Slack is asked, is not undone by what Slack says', async () => {
  const { says, whileAsked, end, toClosing, answer, advance, found } = await leaving();
  await toClosing();
  says(STANDS);
  whileAsked(() => end(afterNoon(1)));
  await answer('close');
  expect(await found()).toMatchObject({ state: 'closing', why: 'ended-by-admin' });
  await advance();
  expect((await found()).state).toBe('erasing');
});

test.each(['admin', 'operator'] as const)('a return from before the wish of an %s undoes nothing', async (who) => {
  const { start, end, comesBack, setNow, found } = await leaving({ graceHours: 24 });
  setNow(afterNoon(2));
  if (who === 'operator') await start(24);
  else await end(afterNoon(2), 'default');
  expect((await comesBack(afterNoon(1))).outcome).toEqual({ kind: 'skip', code: 'older-than-known' });
  expect((await found()).state).toBe('requested');
  expect((await comesBack(afterNoon(3))).outcome).toEqual({ kind: 'done' });
  expect((await found()).state).toBe('cancelled');
});

test('a return from before an end that began later undoes nothing', async () => {
  const { deliver, context } = await world({ graceHours: 24 });
  const tenant = newId('tenant');
  const data = { why: 'ended-by-operator', at: afterNoon(1).getTime(), grace: 'default' } as const;
  await deliver(tenantTerminated, { tenant, data });
  const { outcome } = await deliver(tenantReinstalled, { tenant, data: { at: NOON.getTime() } });
  expect(outcome).toEqual({ kind: 'skip', code: 'older-than-known' });
  expect((await context.model(erasures).findOne({ tenant }).lean())?.state).toBe('requested');
});

test('one hold by hand holds no other customer', async () => {
  const { operator, deliver, advance, setNow, context } = await leaving({ graceHours: 24 });
  await operator('hold');
  const other = newId('tenant');
  setNow(afterNoon(10));
  const data = { why: 'uninstalled', at: afterNoon(10).getTime(), grace: 'default' } as const;
  await deliver(tenantTerminated, { tenant: other, data });
  await advance();
  expect((await context.model(erasures).findOne({ tenant: other }).lean())?.holds).toBeUndefined();
});
