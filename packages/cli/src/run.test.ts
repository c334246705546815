import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { programWith } from './testing/program.ts';

const counts = { dead: 2, parked: 3, already: 0, dismissOnly: 0, more: false };

test('a redrive is a dry run unless it is said to be done', async () => {
  const { crescendo, asked } = await programWith({ body: counts });
  const dry = await crescendo('dead', 'redrive', 'billing', '--code', 'schema-invalid');
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('Would take up 2 dead letters') });
  expect(dry.out).toContain('say --yes');
  expect(asked[0]).toMatchObject({
    method: 'POST',
    path: '/operator/dead-letters/billing/redrive',
    body: { action: 'redrive', filter: { code: 'schema-invalid' }, dryRun: true },
  });
  await crescendo('dead', 'dismiss', 'billing/evt_1', '--reason', 'never needed', '--yes', '--rate', '5');
  expect(asked[1]?.body).toEqual({
    ...{ action: 'dismiss', filter: { ids: ['evt_1'] }, reason: 'never needed', rate: 5, dryRun: false },
  });
  expect(asked[1]?.key).toMatch(/^[\w-]{36}$/);
});

test('each request is signed for a minute by whose key it is', async () => {
  const { crescendo, asked } = await programWith({ body: { services: [] } });
  await crescendo('dead', 'list', '--event-key', 'usr_1');
  const [request] = asked;
  expect(request?.path).toBe('/operator/dead-letters?key=usr_1');
  expect(decodeProtectedHeader(request?.token ?? '')).toMatchObject({ alg: 'EdDSA', kid: 'ada' });
  const { iss, aud, iat = 0, exp = 0 } = decodeJwt(request?.token ?? '');
  expect({ iss, aud, lasts: exp - iat }).toEqual({ iss: 'ada', aud: 'crescendo-operator', lasts: 60 });
});

test.each([
  ['no command', []],
  ['a command that there is not', ['dead', 'raise']],
  ['a group without a command', ['dead']],
  ['an option that there is not', ['status', '--loud']],
  ['a service that there is not', ['dead', 'list', 'payroll']],
  ['nothing that says which', ['dead', 'redrive', 'billing', '--reason', 'all of it']],
  ['no reason for what is done', ['dead', 'redrive', 'billing', '--all', '--yes']],
  ['a rate that is none', ['dead', 'redrive', 'billing', '--all', '--rate', 'fast']],
  ['both yes and dry run', ['dead', 'redrive', 'billing', '--all', '--yes', '--dry-run']],
  ['no place', ['dead', 'show', 'evt_1']],
])('%s is not understood: exit code 2, nothing asked', async (_what, argv) => {
  const { crescendo, asked } = await programWith({ body: {} });
  const { code, err } = await crescendo(...argv);
  expect([code, asked]).toEqual([2, []]);
  expect(err).toContain('crescendo');
});

test.each([
  [['status', '--loud'], 'There is no option `--loud` here.'],
  [['status', '--as'], '`--as` needs a value.'],
  [['purge', 'cancel', '--reason', '--json'], '`--reason` needs a value.'],
  [['status', '--json=yes'], '`--json` takes no value.'],
  [['status', 'extra'], '`extra` is one word too many.'],
  [['purge', 'status', 'nosuch'], '`nosuch` is not the id of an erasure.'],
  [['purge', 'hold', 'ers_1', '--reason', 'x'], '`ers_1` is not the id of an erasure.'],
  [['purge', 'release', '--reason', 'x'], 'Which one?'],
  [['--version'], 'There is no option `--version` before a command.'],
])('%j: what is wrong is said in a sentence, and how it is used', async (argv, said) => {
  const { crescendo, asked } = await programWith({ body: {} });
  const { code, err } = await crescendo(...argv);
  expect([code, asked]).toEqual([2, []]);
  expect(err.startsWith(said)).toBe(true);
  expect(err).toContain('crescendo ');
});

test('what the gateway refuses is said in its words: exit code 1', async () => {
  const problem = { type: 'urn:x', title: 'It is refused', status: 404, detail: 'There is none.', code: 'not-found' };
  const { crescendo } = await programWith({ status: 404, body: { ...problem, retry: false } });
  expect(await crescendo('dead', 'show', 'billing/evt_1')).toEqual({
    ...{ code: 1, out: '', err: 'There is none. (not-found)\n' },
  });
});

test('--json prints the answer and nothing else', async () => {
  const { crescendo } = await programWith({ body: counts });
  const { out } = await crescendo('dead', 'redrive', 'billing', '--all', '--json');
  expect(JSON.parse(out)).toEqual(counts);
});

test.each([
  'status',
  'dead list',
  'dead show',
  'dead approve',
  'dead redrive',
  'dead dismiss',
  'dead follow',
  'purge list',
  'purge status',
  'purge start',
  'purge cancel',
])('%s --help tells how it is used, without a system', async (name) => {
  const { crescendo, asked } = await programWith({ body: {} });
  const { code, out } = await crescendo(...name.split(' '), '--help');
  expect([code, asked]).toEqual([0, []]);
  expect(out).toContain(`crescendo ${name}`);
});

test.each([
  [['dead', 'lst'], 'There is no command `dead lst`. Did you mean `dead list`?\n'],
  [['dead', 'lsit', '--json'], 'There is no command `dead lsit`. Did you mean `dead list`?\n'],
  [['purge', 'staus', '--watch'], 'There is no command `purge staus`. Did you mean `purge status`?\n'],
  [['ded', 'list'], 'There is no command `ded`. Did you mean `dead`?\n'],
  [['stats'], 'There is no command `stats`. Did you mean `status`?\n'],
  [['redrive', 'billing'], 'There is no command `redrive`. Did you mean `dead redrive`?\n'],
  [['dead', 'xyz', '--help'], 'There is no command `dead xyz`. crescendo dead --help lists what there is.\n'],
  [['elephant'], 'There is no command `elephant`. crescendo --help lists what there is.\n'],
])('%j is no command: what was meant is said, and not the whole help', async (argv, said) => {
  const { crescendo } = await programWith({ body: {} });
  expect(await crescendo(...argv)).toEqual({ code: 2, out: '', err: said });
});

test.each([[['dead', '--help']], [['dead', 'help']], [['help', 'dead']]])(
  '%j tells of this group and of no other',
  async (argv) => {
    const { crescendo } = await programWith({ body: {} });
    const { code, out } = await crescendo(...argv);
    expect([code, out.startsWith('crescendo dead COMMAND')]).toEqual([0, true]);
    expect(out).toContain('dead redrive');
    expect(out).not.toContain('purge');
    expect((await crescendo('dead')).err).toBe(out);
  },
);

test('the word help in what is said is no question', async () => {
  const { crescendo, asked } = await programWith({ body: counts });
  expect(await crescendo('dead', 'redrive', 'billing', '--all', '--reason', 'help')).toMatchObject({ code: 0 });
  expect(asked).toHaveLength(1);
});
