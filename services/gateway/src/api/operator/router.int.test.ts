import { permanent, transient } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { operatorGateway } from '../../testing/operator-gateway.ts';

const letter = {
  ...{ id: 'evt_1', status: 'dead', code: 'seal-broken', attempts: 1, redriven: 0, at: '2026-11-24T09:00:00.000Z' },
  ...{ topic: 'crescendo.users', partition: 0, offset: 7 },
};
const redrive = { dead: 1, parked: 2, already: 0, dismissOnly: 0, more: false };

/** Billing's answers; all other services are down. */
function billing(path: string, body: unknown): unknown {
  switch (path) {
    case '/dead-letters/show':
      if ((body as { id: string }).id !== 'evt_1') throw permanent('not-found', 'There is no such dead letter.');
      return { letter, behind: 2, sealed: [] };
    case '/dead-letters/groups':
      return { groups: [] };
    case '/dead-letters/redrive':
      return { ...redrive, id: (body as { id: string }).id };
    case '/dead-letters/open':
      return { fields: [{ field: 'place', value: '"there"' }] };
    default:
      throw new Error(`billing was not expected to be asked ${path}`);
  }
}
const away = () => {
  throw transient('is-away', 'It does not answer.');
};
const others = { gateway: away, ingestion: away, personalization: away, analytics: away, support: away, purge: away };

const scene = () => operatorGateway({ billing, ...others });

test('only operators whose key is on file are answered, by a token of their own and of this minute', async () => {
  const { ask, token, onRecord } = await scene();
  const now = Math.floor(Date.now() / 1000);
  for (const bad of [
    undefined,
    'nonsense',
    await token('mallory'),
    await token('mallory', { kid: 'ada', issuer: 'ada' }),
    await token('ada', { issuer: 'grace' }),
    await token('ada', { audience: 'billing' }),
    await token('ada', { at: now - 70 }),
    await token('ada', { at: now + 30 }),
  ])
    expect(await ask('/dead-letters', { token: bad })).toMatchObject({ status: 401, code: 'unauthenticated' });
  expect(await onRecord()).toEqual([]);
});

test('whose key is taken from the file is out at once', async () => {
  const { as, dismissed } = await scene();
  expect(await as('ada', '/dead-letters')).toMatchObject({ status: 200 });
  await dismissed();
  expect(await as('ada', '/dead-letters')).toMatchObject({ status: 401 });
  expect(await as('grace', '/dead-letters')).toMatchObject({ status: 200 });
});

test('all services are asked, and one that is away is named', async () => {
  const { as } = await scene();
  const { services } = await as('ada', '/dead-letters');
  expect(services).toContainEqual({ service: 'billing', groups: [] });
  expect(services).toContainEqual({ service: 'personalization', groups: [], unavailable: 'is-away' });
});

test('what is asked for is on record with who and why, also when it is refused', async () => {
  const { as, onRecord } = await scene();
  const command = { action: 'redrive', filter: { code: 'seal-broken' }, reason: 'the row is mended', dryRun: false };
  expect(await as('ada', '/dead-letters/billing/redrive', command)).toMatchObject({ status: 200, ...redrive });
  expect(await as('grace', '/dead-letters/billing/evt_2')).toMatchObject({ status: 404, code: 'not-found' });
  expect(await onRecord()).toEqual([
    ['ada', 'redrive-asked', 'done', 'the row is mended'],
    ['grace', 'dead-letter-shown', 'refused', undefined],
  ]);
});

test('the same command with the same key is one, of another operator another', async () => {
  const { as } = await scene();
  const command = { action: 'dismiss', filter: {}, reason: 'never needed', dryRun: false };
  const ask = async (who: string, key: string) =>
    String((await as(who, '/dead-letters/billing/redrive', command, key)).id);
  const [first, again, other, ofGrace] = [
    await ask('ada', 'k1'),
    await ask('ada', 'k1'),
    await ask('ada', 'k2'),
    await ask('grace', 'k1'),
  ];
  expect(first).toMatch(/^rdr_[\w-]{26}$/);
  expect(again).toBe(first);
  expect(new Set([first, other, ofGrace]).size).toBe(3);
});

test.each([
  ['a service that there is not', '/dead-letters/payroll/redrive', {}],
  ['no reason', '/dead-letters/billing/redrive', { reason: '' }],
  ['a filter of something else', '/dead-letters/billing/redrive', { filter: { email: 'jane@example.com' } }],
])('%s is a bad request that repeats no value', async (_what, path, wrong) => {
  const { as, onRecord } = await scene();
  const command = { action: 'redrive', filter: {}, reason: 'mended', dryRun: false, ...wrong };
  const answer = await as('ada', path, command);
  expect(answer).toMatchObject({ status: 400, code: 'bad-request' });
  expect(JSON.stringify(answer)).not.toContain('jane');
  expect(await onRecord()).toEqual([]);
});

const asking = { service: 'billing', letter: 'evt_1', reason: 'which message is it' };
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

test('content is read once, by who asked, after a second person has approved', async () => {
  const { as } = await scene();
  const { id } = await as('ada', '/openings', asking);
  expect(await as('ada', `/openings/${id}/content`, {})).toMatchObject({ status: 422, code: 'not-approved' });
  expect(await as('ada', `/openings/${id}/approve`, {})).toMatchObject({ code: 'second-person-required' });
  expect(await as('grace', `/openings/${id}/approve`, {})).toMatchObject({ state: 'approved', approvedBy: 'grace' });
  expect(await as('grace', `/openings/${id}/content`, {})).toMatchObject({ status: 403, code: 'forbidden' });
  expect(await as('ada', `/openings/${id}/content`, {})).toMatchObject({ status: 200, fields: [{ field: 'place' }] });
  expect(await as('ada', `/openings/${id}/content`, {})).toMatchObject({ code: 'opening-over' });
});

test('an approval is good for 15 minutes, a request for a day', async () => {
  const { as, setNow } = await scene();
  const ask = async () => (await as('ada', '/openings', asking)).id;
  const [late, slow] = [await ask(), await ask()];
  await as('grace', `/openings/${late}/approve`, {});
  setNow(minutes(16));
  expect(await as('ada', `/openings/${late}/content`, {})).toMatchObject({ code: 'opening-over' });
  setNow(minutes(24 * 60 + 1));
  expect(await as('grace', `/openings/${slow}/approve`, {})).toMatchObject({ code: 'opening-over' });
});

test('nobody is asked to approve what is not there', async () => {
  const { as } = await scene();
  expect(await as('ada', '/openings', { ...asking, letter: 'evt_2' })).toMatchObject({ status: 404 });
  expect(await as('grace', '/openings')).toMatchObject({ openings: [] });
});
