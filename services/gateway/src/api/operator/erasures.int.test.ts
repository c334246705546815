import { newId, permanent } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { installations } from '../../installations.ts';
import { operatorGateway } from '../../testing/operator-gateway.ts';
import { operatorActions } from './actions.ts';

const NOON = '2026-11-24T12:00:00.000Z';
const itemOf = (id: string, tenant: string) => ({
  ...{ id, tenant, scope: 'tenant', why: 'ended-by-operator', state: 'requested', since: NOON, requestedAt: NOON },
  ...{ graceUntil: NOON, plannedBy: NOON, deadline: NOON, hoursToPlanned: 42, hoursToDeadline: 48 },
  ...{ late: false, overdue: false, waitsFor: [] },
});

type Start = { id: string; tenant: string; grace: string };

/** Purge's answers, and the requests it got. */
async function scene(shown: object = {}) {
  const asked: [path: string, body: unknown][] = [];
  function purge(path: string, body: unknown): unknown {
    asked.push([path, body]);
    const { id, tenant } = body as Start;
    if (path === '/erasures/list') return { items: [] };
    if (path === '/erasures/start') return { begun: true, erasure: itemOf(id, tenant) };
    if (path === '/erasures/show')
      return { ...itemOf(id, newId('tenant')), times: [], services: [], receipt: false, ...shown };
    if (path === '/erasures/hold' || path === '/erasures/release') return itemOf(id, newId('tenant'));
    throw permanent('too-late', 'It is done.');
  }
  return { ...(await operatorGateway({ purge })), asked };
}

const reason = 'the contract ended';

test('a customer is named by our id or by its workspace in Slack, whose id goes on no record and nowhere else', async () => {
  const { as, asked, onRecord, context, installedWorkspace } = await scene();
  const { team, tenant } = await installedWorkspace();
  const begun = await as('ada', '/erasures', { team, reason, grace: 'none' });
  expect(begun).toMatchObject({ status: 200, begun: true, erasure: { tenant } });
  await as('ada', '/erasures', { tenant, reason });
  expect(asked.map(([path, body]) => [path, { ...(body as Start), id: '' }])).toEqual([
    ['/erasures/start', { id: '', tenant, grace: 'none' }],
    ['/erasures/start', { id: '', tenant, grace: 'default' }],
  ]);
  expect(await onRecord()).toEqual([
    ['ada', 'erasure-started', 'done', reason],
    ['ada', 'erasure-started', 'done', reason],
  ]);
  expect(JSON.stringify(await context.model(operatorActions).find().lean())).not.toContain(team);
});

test('the same command with the same key is one erasure', async () => {
  const { as } = await scene();
  const ask = async (key: string) => {
    const { erasure } = await as('ada', '/erasures', { tenant: newId('tenant'), reason }, key);
    return (erasure as { id: string }).id;
  };
  const first = await ask('k1');
  expect(first).toMatch(/^ers_[\w-]{26}$/);
  expect([await ask('k1'), (await ask('k2')) === first]).toEqual([first, false]);
});

test('what purge refuses is refused in its words, and on record', async () => {
  const { as, onRecord, asked } = await scene();
  const id = newId('erasure');
  expect(await as('grace', `/erasures/${id}/cancel`, { reason })).toMatchObject({
    status: 422,
    code: 'too-late',
    detail: 'It is done.',
  });
  expect(await as('grace', `/erasures/${id}`)).toMatchObject({ status: 200, id });
  expect(await as('grace', '/erasures?limit=3&scope=tenant')).toMatchObject({ status: 200, items: [] });
  expect(asked.at(-1)).toEqual(['/erasures/list', { limit: 3, scope: 'tenant' }]);
  expect(await onRecord()).toEqual([
    ['grace', 'erasure-cancelled', 'refused', reason],
    ['grace', 'erasure-shown', 'done', undefined],
    ['grace', 'erasures-listed', 'done', undefined],
  ]);
});

test.each([
  ['a customer’s', { receipt: true }, true],
  ['a customer’s that is under way', { receipt: false }, false],
  ['a person’s, which is theirs alone', { receipt: true, scope: 'person' }, false],
])('of %s the whole address of the receipt is told where there is one to open', async (_whose, shown, told) => {
  const { as, url } = await scene(shown);
  const id = newId('erasure');
  const { receiptUrl } = await as('ada', `/erasures/${id}`);
  expect(receiptUrl).toBe(told ? `${url}/receipts/${id}` : undefined);
});

test.each([
  ['a workspace without the app', { team: 'T0NOBODY', reason }, 404, 'not-found'],
  ['no reason', { tenant: newId('tenant') }, 400, 'bad-request'],
  ['a customer named twice', { tenant: newId('tenant'), team: 'T0ACME', reason }, 400, 'bad-request'],
  ['nobody', { reason }, 400, 'bad-request'],
])('for %s nothing is begun', async (_what, command, status, code) => {
  const { as, asked } = await scene();
  expect(await as('ada', '/erasures', command)).toMatchObject({ status, code });
  expect(asked).toEqual([]);
});

test('the end of a customer is held and released by name, on record with its reason', async () => {
  const { as, asked, onRecord } = await scene();
  const id = newId('erasure');
  for (const verb of ['hold', 'release']) {
    expect(await as('ada', `/erasures/${id}/${verb}`, {})).toMatchObject({ status: 400, code: 'bad-request' });
    expect(await as('ada', `/erasures/${id}/${verb}`, { reason })).toMatchObject({ status: 200, id });
  }
  expect(asked).toEqual([
    ['/erasures/hold', { id }],
    ['/erasures/release', { id }],
  ]);
  expect(await onRecord()).toEqual([
    ['ada', 'erasure-held', 'done', reason],
    ['ada', 'erasure-released', 'done', reason],
  ]);
});

test('customers whom Slack keeps us from are told by our id, longest first', async () => {
  const { as, context, installedWorkspace } = await scene();
  const first = await installedWorkspace();
  const second = await installedWorkspace();
  const reached = await installedWorkspace();
  const lose = async (tenant: string, since: string) => {
    const trouble = { since: new Date(since), tries: 2, code: 'invalid_auth' };
    await context.model(installations).updateOne({ tenant }, { $set: { status: 'unreachable', trouble } });
  };
  await lose(second.tenant, '2026-11-24T11:00:00.000Z');
  await lose(first.tenant, NOON);
  const { items, total } = await as('ada', '/unreachable');
  expect(total).toBe(2);
  expect(items).toMatchObject([
    { tenant: second.tenant, code: 'invalid_auth', told: false },
    { tenant: first.tenant, since: NOON },
  ]);
  expect(JSON.stringify(items)).not.toContain(reached.tenant);
});
