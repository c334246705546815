import { untaggedFields } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import type { Receipt } from './body.ts';
import { receipt, signedReceipt } from './receipt.ts';
import { holders, horizonKinds } from './remains.ts';
import { systemKinds } from './system.ts';
import { samplePersonReceipt, sampleReceipt } from './testing.ts';

/** What the schema objects to, as `path: message`. */
function objections(given: unknown): string[] {
  const { error } = receipt.safeParse(given);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const sample = sampleReceipt();
const without = <K extends 'systems' | 'retained' | 'horizons'>(rows: K, is: (row: Receipt[K][number]) => boolean) =>
  sampleReceipt({ [rows]: sample[rows].filter((row: Receipt[K][number]) => !is(row)) });

test('a whole receipt of a workspace, and of a person, is one', () => {
  expect(objections(sample)).toEqual([]);
  expect(objections(samplePersonReceipt())).toEqual([]);
});

test('every field says what class of data it is', () => {
  expect(untaggedFields(signedReceipt)).toEqual([]);
});

test.each(systemKinds)('a receipt that says nothing of the %s is refused', (kind) => {
  expect(objections(without('systems', (row) => row.kind === kind))).toEqual([`systems: has no row about ${kind}`]);
});

test.each(holders)('a receipt that does not say what the %s keeps is refused', (holder) => {
  const given = without('retained', (row) => row.holder === holder);
  expect(objections(given)).toEqual([`retained: has no row about ${holder}`]);
});

test.each(horizonKinds)('a receipt without the horizon of %s is refused', (kind) => {
  expect(objections(without('horizons', (row) => row.kind === kind))).toEqual([`horizons: has no row about ${kind}`]);
});

test('whoever keeps something says until when, by a date or by what decides', () => {
  const retained = sample.retained.map(({ until: _date, untilWhen: _words, ...row }) => row);
  const kept = retained.filter(({ keeps }) => keeps === 'something').length;
  expect(objections(sampleReceipt({ retained }))).toEqual(
    Array.from({ length: kept }, () => expect.stringMatching(/^retained\.\d\.until: says neither/)),
  );
});

test('what takes its time has a date; only freed space may do without', () => {
  const horizons = sample.horizons.map(({ until: _date, ...row }) => ({ ...row, untilWhen: 'some day' }));
  const dated = horizons.filter(({ kind }) => kind !== 'database-files').length;
  expect(objections(sampleReceipt({ horizons }))).toHaveLength(dated);
});

test('rows that are left need a reason, and a service its record', () => {
  const systems = sample.systems.map((row) =>
    row.name === 'ingestion'
      ? { ...row, evidence: [], counts: [{ of: 'people', before: 7, deleted: 6, after: 1 }] }
      : row,
  );
  expect(objections(sampleReceipt({ systems }))).toEqual([
    'systems.1.counts.0: rows are left, and nothing says why',
    'systems.1.evidence: a service has to show its own record',
  ]);
});

test.each([
  ['a workspace that names a person', { person: samplePersonReceipt().person }, 'person:'],
  ['a workspace that was asked for by a person', { askedBy: samplePersonReceipt().person }, 'askedBy:'],
  ['a workspace that asked to be forgotten', { why: 'asked' }, 'why:'],
  ['another statement', { statement: 'All is proved.' }, 'statement:'],
  ['another format', { format: 'crescendo-receipt/2' }, 'format:'],
  ['a field too many', { seal: 'gold' }, ':'],
  ['a time in another zone', { issuedAt: '2026-11-24T11:52:41.000+01:00' }, 'issuedAt:'],
  ['a time that there is not', { issuedAt: '2026-11-31T11:52:41.000Z' }, 'issuedAt:'],
  ['an issuer that rings', { issuer: 'Bell\u0007' }, 'issuer:'],
  ['an issuer that is half a character', { issuer: 'Half\ud800' }, 'issuer:'],
  ['steps in another order', { clock: { ...sample.clock, shredded: sample.clock.done } }, 'clock:'],
  ['a signing before the end', { issuedAt: sample.clock.erased }, 'clock:'],
  ['the same system twice', { systems: [...sample.systems, ...sample.systems.slice(0, 1)] }, 'systems:'],
])('a receipt of %s is refused', (_what, change, where) => {
  expect(objections({ ...sample, ...change })).toEqual([expect.stringContaining(where)]);
});

test('a receipt of a person names them, and nobody else', () => {
  expect(objections(samplePersonReceipt({ person: undefined, askedBy: undefined }))).toHaveLength(1);
  expect(objections(samplePersonReceipt({ askedBy: `usr_${'x'.repeat(26)}` }))).toHaveLength(1);
});

test('one that was late is a receipt too, and says it', () => {
  const clock = { ...sample.clock, deadline: sample.clock.erased };
  expect(objections(sampleReceipt({ clock }))).toEqual([]);
});
