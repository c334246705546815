import { testService } from '@crescendo/chassis-testing';
import { answerGiven, newId, rosterChanged, slackReceived } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { on } from '../handlers/on.ts';
import { deadLetter } from '../handlers/outcome.ts';
import { deadLetters } from '../process/dead-letters.ts';
import { defineService } from '../service.ts';
import { findLetter, groups, list, show } from './look.ts';
import { openContent } from './open-content.ts';

const failing = on(rosterChanged, {
  async handle({ data }) {
    if (data.billable < 10) return deadLetter('too-few');
    if (data.billable > 90) return deadLetter('too-many');
  },
});

async function billing() {
  const { deliver, store } = await testService(defineService({ name: 'billing', handlers: [failing] }));
  const roster = (tenant: string, billable: number) =>
    deliver(rosterChanged, { tenant, data: { billable, guests: 0, version: 1 } });
  return { store, roster };
}

test('groups tell what failed how often, and how much waits behind it', async () => {
  const { store, roster } = await billing();
  const [first, second, third] = [newId('tenant'), newId('tenant'), newId('tenant')];
  for (const [tenant, billable] of [
    [first, 1],
    [first, 50],
    [first, 51],
    [second, 2],
    [third, 99],
  ] as const)
    await roster(tenant, billable);
  const found = await groups(store, {});
  expect(found.map(({ code, type, dead, parked, keys }) => ({ code, type, dead, parked, keys }))).toEqual([
    { code: 'too-few', type: 'roster-changed', dead: 2, parked: 2, keys: 2 },
    { code: 'too-many', type: 'roster-changed', dead: 1, parked: 0, keys: 1 },
  ]);
  expect((await groups(store, { tenant: third })).map(({ code }) => code)).toEqual(['too-many']);
});

test('pages come one after the other in the order of the partition, each letter once', async () => {
  const { store, roster } = await billing();
  const tenants = [1, 2, 3, 4, 5].map(() => newId('tenant'));
  for (const tenant of tenants) await roster(tenant, 1);
  const seen: (string | undefined)[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(store, { filter: { code: 'too-few' }, limit: 2, cursor });
    seen.push(...page.items.map(({ tenant }) => tenant));
    cursor = page.next;
  } while (cursor);
  expect(seen).toEqual(tenants);
  const bad = list(store, { filter: {}, limit: 2, cursor: 'elsewhere' });
  await expect(bad).rejects.toMatchObject({ code: 'bad-request' });
});

const content = on(answerGiven, {
  async handle() {
    return deadLetter('poisoned');
  },
});

test('content opens field by field: what is personal, never what is special, and never without its key', async () => {
  const service = defineService({
    name: 'personalization',
    handlers: [content],
    opens: ['identity', 'learning', 'feedback', 'message'],
  });
  const now = new Date();
  const { deliver, store, keyring, destroyKey, setNow } = await testService(service, { now });
  const [tenant, user, id] = [newId('tenant'), newId('user'), newId('event')];
  const assignment = newId('assignment');
  const data = { assignment, option: 2, place: { channel: 'D1', ts: '1.2' } };
  await deliver(answerGiven, { id, tenant, user, data });
  const shown = await show(store, { id, service: 'personalization' });
  expect(JSON.stringify(shown)).not.toMatch(/D1|eyJ/);
  expect(shown.sealed.map(({ field, opens }) => [field, opens])).toEqual([
    ['option', false],
    ['place', true],
  ]);
  const parts = { keyring, service: 'personalization' as const };
  const open = async () => await openContent(parts, await findLetter(store, id));
  expect(await open()).toEqual([
    { field: 'assignment', value: JSON.stringify(assignment) },
    { field: 'option', sealed: 'special: never opened to a person' },
    { field: 'place', value: '{"channel":"D1","ts":"1.2"}' },
  ]);
  const other = await openContent({ ...parts, service: 'billing' }, await findLetter(store, id));
  expect(other[2]).toEqual({ field: 'place', sealed: 'billing is not granted identity' });
  destroyKey({ tenant, user, category: 'identity' });
  setNow(new Date(now.getTime() + 3_600_000));
  expect((await open())[2]).toEqual({ field: 'place', sealed: 'does not open: key-gone' });
});

test('raw traffic, and what no schema names, stays sealed', async () => {
  const { store } = await billing();
  const { stream, name: type } = slackReceived;
  const value = JSON.stringify({ traffic: 'eyJ..', note: 'jane@example.com' });
  const place = { topic: stream.topic, partition: 0, offset: 3, key: 'k', source: '/crescendo/gateway' };
  const why = { status: 'dead' as const, code: 'schema-invalid', attempts: 1, at: new Date() };
  const id = newId('event');
  const row = { _id: id, tenant: newId('tenant'), type, time: new Date(), value, ...place, ...why };
  await store.model(deadLetters).create([row]);
  const { keyring } = await testService(defineService({ name: 'billing' }));
  const opened = await openContent({ keyring, service: 'gateway' }, await findLetter(store, id));
  expect(opened).toEqual([
    { field: 'traffic', sealed: 'not told apart yet: may be special' },
    { field: 'note', sealed: 'not in the schema' },
  ]);
  await expect(findLetter(store, 'evt_none')).rejects.toMatchObject({ code: 'not-found' });
});
