import { type ErasureShown, services } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { programWith } from '../testing/program.ts';

const [tenant, id] = ['tnt_00000000000000000000000000', 'ers_00000000000000000000000000'];
const NOON = '2026-11-24T12:00:00.000Z';

/** An erasure as the gateway tells of it. */
const shown = (given: Partial<ErasureShown> = {}): ErasureShown => ({
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
const over = shown({ state: 'done', endedAt: '2026-11-24T12:03:20.000Z', receipt: true });

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
  expect(out).toContain(`/receipts/${id}`);
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

test('without an id it is the one under way; where there are more they are listed', async () => {
  const { crescendo, asked } = await programWith({ body: { items: [shown(), over] } }, { body: shown() });
  await crescendo('purge', 'status');
  expect(asked.map(({ path }) => path)).toEqual(['/operator/erasures', `/operator/erasures/${id}`]);
  const more = await programWith({ body: { items: [shown(), shown({ id: `${id}2` })] } });
  const { out } = await more.crescendo('purge', 'status');
  expect(out).toContain(`${id}2`);
  expect(await more.crescendo('purge', 'status', '--watch')).toMatchObject({ code: 2 });
  const none = await programWith({ body: { items: [over] } });
  expect(await none.crescendo('purge', 'status')).toMatchObject({ code: 0, out: 'No erasure is under way.\n' });
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
