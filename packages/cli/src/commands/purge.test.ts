import { type ErasureForOperator, services } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { programWith } from '../testing/program.ts';

const [tenant, id] = ['tnt_00000000000000000000000000', 'ers_00000000000000000000000000'];
const NOON = '2026-11-24T12:00:00.000Z';

/** An erasure as the gateway tells of it. */
const shown = (given: Partial<ErasureForOperator> = {}): ErasureForOperator => ({
  ...{ id, tenant, scope: 'tenant', why: 'uninstalled', state: 'erasing', since: NOON, requestedAt: NOON },
  ...{ graceUntil: NOON, plannedBy: '2026-11-26T06:00:00.000Z', deadline: '2026-11-26T12:00:00.000Z' },
  ...{ hoursToPlanned: 41.5, hoursToDeadline: 47.5, late: false, overdue: false, waitsFor: [], receipt: false },
  times: [
    { state: 'requested', at: NOON },
    { state: 'erasing', at: NOON },
  ],
  services: services.map((service) => ({
    ...{ service, left: 50_000, most: 200_000, perSecond: 2_500, secondsLeft: 20, erased: 0 },
    answered: [{ step: 'close', at: NOON }],
  })),
  ...given,
});
const receiptUrl = `https://crescendo.example/receipts/${id}`;
const over = shown({ state: 'done', endedAt: '2026-11-24T12:03:20.000Z', receipt: true, receiptUrl });

test('the burn-down shows the clock, what is left with how fast it goes, and who is waited for', async () => {
  const away = { service: 'support' as const, unavailable: 'support-unavailable', erased: 0, answered: [] };
  const busy = { most: 200, lastCounted: { left: 50, at: NOON }, unavailable: 'purge-unavailable', left: undefined };
  const rows = shown().services.map((row) =>
    row.service === 'support' ? away : row.service === 'purge' ? { ...row, ...busy } : row,
  );
  const waitsFor = [{ service: 'support' as const, step: 'erase' as const, since: NOON }];
  const { crescendo, asked } = await programWith({ body: shown({ services: rows, waitsFor }) });
  const { code, out } = await crescendo('purge', 'status', id);
  expect([code, asked[0]?.path]).toEqual([0, `/operator/erasures/${id}`]);
  expect(out).toContain('47 h 30 min left to the deadline, 2026-11-26 12:00:00Z; planned to be done in 41 h 30 min');
  expect(out).toMatch(/waits for +support \(erase\) for/);
  expect(out).toMatch(/rows left +at least 250,000, 20 s at this rate/);
  expect(out).toMatch(/billing +50,000 +200,000 +█{15}░{5} +2,500\/s +20 s +close done/);
  expect(out).toMatch(/purge +~50 +200 +█{15}░{5} .* no answer: purge-unavailable/);
  expect(out).toMatch(/support +\? +\? +░{20} +no answer: support-unavailable/);
});

test.each([
  ['past its planned end', { late: true, hoursToPlanned: -1, hoursToDeadline: 5 }, 'LATE: its planned end was 1 h ago'],
  [
    'past its deadline',
    { late: true, overdue: true, hoursToDeadline: -2 },
    'OVERDUE: the deadline was 2026-11-26 12:00:00Z, 2 h ago',
  ],
])('%s it says so: exit code 3', async (_when, given, said) => {
  const { crescendo } = await programWith({ body: shown(given) });
  const { code, out } = await crescendo('purge', 'status', id);
  expect(code).toBe(3);
  expect(out).toContain(said);
});

test('watching goes on until it is over, also where a look fails, and then says how it ended', async () => {
  const away = { type: 'urn:x', title: 'It is away', status: 503, code: 'purge-unavailable', retry: true };
  const { crescendo, asked } = await programWith({ body: shown() }, { status: 503, body: away }, { body: over });
  const { code, out } = await crescendo('purge', 'status', id, '--watch', '--every', '0.01');
  expect([code, asked.length]).toEqual([0, 3]);
  expect(out).toContain('As it was: It is away (purge-unavailable)');
  expect(out).toContain('ended after 3 min 20 s, 47 h 30 min before the deadline');
  expect(out).toContain(`\n${receiptUrl}\n`);
  expect(out).toContain(`\ncurl -O ${receiptUrl}.json\n`);
});

test('at a terminal each picture takes the place of the one before', async () => {
  const { crescendo, types } = await programWith({ body: shown() }, { body: over });
  types('nothing');
  const { out } = await crescendo('purge', 'status', id, '--watch', '--every', '0.01');
  const [first = '', second] = out.split('\x1b[J');
  expect(first.endsWith(`\x1b[${first.split('\n').length - 1}A`)).toBe(true);
  expect(second).toMatch(/state +done/);
});

test('watching as JSON prints the last look alone', async () => {
  const { crescendo } = await programWith({ body: shown() }, { body: over });
  const { out } = await crescendo('purge', 'status', id, '--watch', '--every', '0.01', '--json');
  expect(JSON.parse(out)).toMatchObject({ state: 'done' });
});

const customers = '/operator/erasures?scope=tenant&limit=200';
const person = shown({
  id: `${id}3`,
  scope: 'person',
  user: 'usr_00000000000000000000000000',
  hoursToDeadline: 671,
  state: 'fenced',
});

test('without an id it is the newest customer’s, whatever is under way beside', async () => {
  const newest = shown({ id: `${id}2`, requestedAt: '2026-11-24T12:00:01.000Z', receipt: true, receiptUrl });
  const { crescendo, asked } = await programWith(
    ...[{ body: { items: [shown(), newest], next: 'abc' } }, { body: { items: [shown({ id: `${id}4` }), over] } }],
    ...[{ body: newest }, { body: { ...over, id: newest.id } }],
  );
  const { code, out } = await crescendo('purge', 'status', '--watch', '--every', '0.01');
  expect(code).toBe(0);
  expect(asked.map(({ path }) => path)).toEqual([
    ...[customers, `${customers}&cursor=abc`],
    ...[`/operator/erasures/${newest.id}`, `/operator/erasures/${newest.id}`],
  ]);
  expect(out).toMatch(/^2 other customers under way too: `crescendo purge list` shows all/);
});

test('where no customer is being erased, it says so, which persons are, and how the last customer’s ended', async () => {
  const lists = [{ body: { items: [over] } }, { body: { items: [person] } }, { body: { items: [over] } }] as const;
  const { crescendo, asked } = await programWith(...lists, { body: over });
  const { code, out } = await crescendo('purge', 'status', '--watch');
  expect(code).toBe(0);
  expect(asked.map(({ path }) => path)).toEqual([
    ...[customers, '/operator/erasures?scope=person', '/operator/erasures?scope=tenant&limit=1'],
    `/operator/erasures/${id}`,
  ]);
  expect(out).toMatch(/^No customer is being erased\.\n/);
  expect(out).toMatch(/usr_0+ .* 28 days left to the deadline/);
  expect(out).toMatch(new RegExp(`The last customer who was:\nerasure +${id}`));
  expect(out).toContain(`\n${receiptUrl}\n`);
  const json = await programWith(...lists, { body: over });
  expect(JSON.parse((await json.crescendo('purge', 'status', '--json')).out)).toMatchObject({
    items: [{ id: person.id, scope: 'person' }],
  });
  const none = await programWith({ body: { items: [] } });
  expect(await none.crescendo('purge', 'status')).toEqual({ code: 0, out: 'No customer is being erased.\n', err: '' });
});

test('a narrow terminal cuts the picture, and wraps what is there to be copied', async () => {
  const { crescendo, types } = await programWith({ body: { ...over, endedAt: undefined } }, { body: over });
  types('nothing', 40);
  const { out } = await crescendo('purge', 'status', id, '--watch', '--every', '0.01');
  const [first = '', second = ''] = out.split('\x1b[J');
  const lines = first.split('\n').slice(0, -1);
  const rows = lines.reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / 40)), 0);
  expect(first.endsWith(`\x1b[${rows}A`)).toBe(true);
  expect(Math.max(...lines.slice(0, 8).map(({ length }) => length))).toBe(40);
  expect(second).toContain(`\n${receiptUrl}\n`);
});

test('the list says of each whom it waits for, and how to see the next ones', async () => {
  const waitsFor = [{ service: 'billing' as const, step: 'fence' as const, since: NOON }];
  const { crescendo, asked } = await programWith({ body: { items: [shown({ waitsFor })], next: 'abc' } });
  const { out } = await crescendo('purge', 'list', '--limit', '1');
  expect(asked[0]?.path).toBe('/operator/erasures?limit=1');
  expect(out).toMatch(new RegExp(`${id}  ${tenant}  uninstalled  erasing  billing +47 h 30 min left`));
  expect(out).toContain('--cursor abc');
});

const started = { begun: true, erasure: shown({ state: 'requested' }) };

test('a start is confirmed by typing whom it is about', async () => {
  const { crescendo, asked, types } = await programWith({ body: started });
  const start = () => crescendo('purge', 'start', '--team', 'T0ACME', '--reason', 'the contract ended', '--no-grace');
  types('yes');
  expect(await start()).toMatchObject({ code: 1, err: 'Nothing was done.\n' });
  expect(asked).toEqual([]);
  types('T0ACME');
  const { code, out } = await start();
  expect(code).toBe(0);
  expect(out).toContain(`crescendo purge status ${id} --watch`);
  expect(asked[0]).toMatchObject({
    ...{ method: 'POST', path: '/operator/erasures' },
    body: { team: 'T0ACME', grace: 'none', reason: 'the contract ended' },
  });
  expect(asked[0]?.key).toMatch(/^[\w-]{36}$/);
});

test('where nobody sits it is begun only with --yes, and says where there is one already', async () => {
  const { crescendo, asked } = await programWith({ body: { ...started, begun: false } });
  const argv = ['purge', 'start', '--tenant', tenant, '--reason', 'the contract ended'];
  expect(await crescendo(...argv)).toMatchObject({ code: 2, err: expect.stringContaining('say --yes') });
  expect(asked).toEqual([]);
  const { code, out } = await crescendo(...argv, '--yes');
  expect([code, asked[0]?.body]).toEqual([0, { tenant, grace: 'default', reason: 'the contract ended' }]);
  expect(out).toContain('There is one already');
});

test('it is taken back with a reason, and what is too late is said', async () => {
  const { crescendo, asked } = await programWith({ body: shown({ state: 'cancelled', endedAt: NOON }) });
  expect(await crescendo('purge', 'cancel', id, '--reason', 'a mistake')).toMatchObject({ code: 0 });
  expect(asked[0]).toMatchObject({ path: `/operator/erasures/${id}/cancel`, body: { reason: 'a mistake' } });
  const problem = { type: 'urn:x', title: 'It is refused', status: 422, detail: 'Too late.', code: 'too-late' };
  const late = await programWith({ status: 422, body: { ...problem, retry: false } });
  expect(await late.crescendo('purge', 'cancel', id, '--reason', 'a mistake')).toMatchObject({
    ...{ code: 1, err: 'Too late. (too-late)\n' },
  });
});

test.each([
  ['nobody named', ['start', '--reason', 'the contract ended', '--yes']],
  ['somebody named twice', ['start', '--tenant', tenant, '--team', 'T0ACME', '--reason', 'mended', '--yes']],
  ['no reason to start', ['start', '--tenant', tenant, '--yes']],
  ['no reason to take it back', ['cancel', id]],
  ['nothing to take back', ['cancel', '--reason', 'a mistake']],
  ['a pace that is none', ['status', id, '--watch', '--every', 'often']],
])('%s is not understood: exit code 2, nothing asked', async (_what, argv) => {
  const { crescendo, asked } = await programWith({ body: {} });
  expect([(await crescendo('purge', ...argv)).code, asked]).toEqual([2, []]);
});

const item = ({ times: _times, services: _services, receipt: _receipt, ...rest } = shown()) => rest;

test('who is on hold is said, since when and why, and how it goes on', async () => {
  const onHold = { since: NOON, by: 'breaker' as const };
  const { crescendo } = await programWith({ body: shown({ state: 'requested', onHold }) });
  const { out } = await crescendo('purge', 'status', id);
  expect(out).toMatch(/waits for +an operator: ON HOLD for .*, as more customers than usual would end/);
  expect(out).toContain(`crescendo purge release ${id} --reason TEXT`);
  expect(out).toContain(`crescendo purge cancel ${id} --reason TEXT`);
  const list = await (await programWith({ body: { items: [{ ...item(), onHold }] } })).crescendo('purge', 'list');
  expect(list.out).toContain('an operator (on hold)');
});

test('while Slack does not say whether they have left, that is what it waits for', async () => {
  const evidence = { code: 'invalid_auth', nextAt: '2026-11-24T12:10:00.000Z' };
  const { crescendo } = await programWith({ body: shown({ state: 'requested', evidence }) });
  const { out } = await crescendo('purge', 'status', id);
  expect(out).toContain('Slack to say whether they have left (invalid_auth); asked again 2026-11-24 12:10:00Z');
  expect(out).toContain(`crescendo purge release ${id} --reason TEXT`);
  expect(out).toContain(`crescendo purge cancel ${id} --reason TEXT`);
});

test.each(['fenced', 'closing'] as const)(
  'of an end that nobody asked for an operator may decide while it is %s, until its keys are destroyed',
  async (state) => {
    const said = async (given: Partial<ErasureForOperator>) =>
      (await (await programWith({ body: shown({ state, ...given }) })).crescendo('purge', 'status', id)).out;
    const open = await said({});
    expect(open).toContain(`crescendo purge release ${id} --reason TEXT`);
    expect(open).toContain(`crescendo purge cancel ${id} --reason TEXT`);
    for (const past of [{ shreddingAt: NOON }, { why: 'ended-by-admin' }])
      expect(await said(past)).not.toMatch(/purge (release|cancel)/);
  },
);

test('while keys cannot be destroyed, that is what it waits for', async () => {
  const waiting = { ...item(), state: 'closing' as const, shreddingAt: NOON };
  const { crescendo } = await programWith({ body: { ...shown(), ...waiting } }, { body: { items: [waiting] } });
  expect((await crescendo('purge', 'status', id)).out).toMatch(/waits for +its keys to be destroyed, for /);
  expect((await crescendo('purge', 'list')).out).toContain('its keys to be destroyed');
});

test.each(['hold', 'release'])('purge %s goes by name and with a reason, which goes on record', async (verb) => {
  const { crescendo, asked } = await programWith({ body: item() });
  expect((await crescendo('purge', verb, id)).code).toBe(2);
  expect(asked).toEqual([]);
  const { code, out } = await crescendo('purge', verb, id, '--reason', 'we asked them');
  expect(code).toBe(0);
  expect(asked).toMatchObject([{ path: `/operator/erasures/${id}/${verb}`, body: { reason: 'we asked them' } }]);
  expect(out).toContain(`${id} of ${tenant}`);
});
