import { newId, services, streams } from '@crescendo/contracts';
import { type Receipt, verify } from '@crescendo/receipt';
import { newSigningKey } from '@crescendo/receipt/testing';
import { expect, test } from 'vitest';
import type { Finished } from '../erasures/advance-erasure.ts';
import { issueReceipts } from './issue-receipts.ts';
import { finishedErasure, minute, policy } from './testing.ts';

const { privateKey, key } = newSigningKey();
const issue = issueReceipts(privateKey, policy);

/** The content of an erasure's receipt, after verification. */
function receiptOf(finished: Finished): Receipt {
  const verdict = verify(Buffer.from(issue(finished)), { keys: [key] });
  if (!verdict.valid) throw new Error(verdict.detail);
  return verdict.receipt;
}

const system = (receipt: Receipt, name: string) => receipt.systems.find((each) => each.name === name);
const until = (receipt: Receipt, name: string) => receipt.horizons.find((each) => each.name === name)?.until;

test('the receipt of a customer verifies, and says the times of its steps', () => {
  const finished = finishedErasure();
  const { id, tenant, why, clock, issuedAt } = receiptOf(finished);
  expect({ id, tenant, why }).toEqual({
    id: finished.erasure._id,
    tenant: finished.erasure.tenant,
    why: 'uninstalled',
  });
  const at = (minutes: number) => minute(minutes).toISOString();
  expect({ ...clock, issuedAt }).toEqual({
    ...{ requested: at(0), fenced: at(1), shredded: at(2), erased: at(10), verified: at(20), done: at(20) },
    ...{ deadline: at(48 * 60), issuedAt: at(20) },
  });
});

test('every participant has its row: what both counts found, with the evidence of both', () => {
  const receipt = receiptOf(finishedErasure());
  for (const name of services)
    expect(system(receipt, name)).toMatchObject({
      ...{ kind: 'service', method: 'Clear: deletion' },
      counts: [{ of: 'rows', before: 10, deleted: 10, after: 0 }],
      evidence: [{ sha256: 'a'.repeat(64) }, { sha256: 'b'.repeat(64) }],
    });
  expect(system(receipt, 'key-service')).toMatchObject({
    counts: [{ before: 42, deleted: 42, after: 0 }],
    evidence: [{ of: 'entry 3 of the erasure ledger', sha256: 'c'.repeat(64) }],
  });
});

test('every stream has its row, and the date by which its last segment is gone', () => {
  const receipt = receiptOf(finishedErasure());
  for (const { topic, retention } of streams) {
    expect(system(receipt, topic)?.kind).toBe('stream');
    expect(Date.parse(until(receipt, topic) ?? '')).toBeGreaterThan(minute(20).getTime() + retention);
  }
});

test('keys have a date too: leases, and the epoch that opens old backups', () => {
  const receipt = receiptOf(finishedErasure());
  expect(until(receipt, 'services')).toBe(minute(2 + 5).toISOString());
  expect(until(receipt, 'edge')).toBe(minute(2 + 240).toISOString());
  expect(until(receipt, 'epoch-key')).toBe(minute(2 + 13 * 60).toISOString());
});

test('what was put into the archive is counted, and who keeps what is told', () => {
  const receipt = receiptOf(finishedErasure());
  expect(system(receipt, 'archive')?.counts).toMatchObject([{ after: 7 }]);
  const keeps = Object.fromEntries(receipt.retained.map((row) => [row.holder, row.keeps]));
  expect(keeps).toEqual({
    ...{ slack: 'something', payment: 'nothing', hosting: 'something', archive: 'something', issuer: 'something' },
  });
});

test('an app that could not be taken out is not said to be', () => {
  const finished = finishedErasure();
  const answers = finished.answers.map((answer) =>
    answer.step === 'close' && answer.service === 'gateway'
      ? { ...answer, effects: [{ effect: 'uninstall-app', outcome: 'given-up' }] }
      : answer,
  );
  expect(system(receiptOf(finished), 'slack')?.did).toContain('out of the workspace; its access is gone');
  expect(system(receiptOf({ ...finished, answers }), 'slack')?.did).toContain('could not be taken out');
});

test('a person is named in their own receipt, and who asked', () => {
  const user = newId('user');
  const times = { ...finishedErasure().erasure.times, 'waiting-for-intake-keys': minute(18) };
  const finished = finishedErasure({ user, scope: 'person', why: 'asked', times });
  expect(receiptOf(finished)).toMatchObject({
    ...{ scope: 'person', person: user, askedBy: user },
    clock: { verified: minute(18).toISOString(), done: minute(20).toISOString() },
  });
  expect(receiptOf(finishedErasure({ user, scope: 'person', why: 'left' })).askedBy).toBeUndefined();
});

test('an operator is not named', () => {
  expect(issue(finishedErasure({ why: 'ended-by-operator', askedBy: 'ada' }))).not.toContain('"ada"');
});

test('replicas whose clocks differ do not keep a receipt from being issued', () => {
  const shredded = { keys: 42, entry: 3, at: minute(0.9), hash: 'c'.repeat(64) };
  const { clock } = receiptOf(finishedErasure({ shredded, requestedAt: minute(30) }));
  expect(clock).toMatchObject({ requested: minute(20).toISOString(), done: minute(20).toISOString() });
});

test('nothing is signed before keys are destroyed, nor without the record of a service', () => {
  const incomplete = expect.objectContaining({ code: 'receipt-incomplete', retry: false });
  expect(() => issue(finishedErasure({ shredded: undefined }))).toThrow(incomplete);
  const finished = finishedErasure();
  const answers = finished.answers.filter(({ service }) => service !== 'billing');
  expect(() => issue({ ...finished, answers })).toThrow(incomplete);
});

test('an end that was on hold says so', () => {
  const holds = [{ since: minute(1), until: minute(3), by: 'breaker' as const }];
  const receipt = receiptOf(finishedErasure({ holds }));
  expect(receipt.holds).toEqual([{ since: minute(1).toISOString(), until: minute(3).toISOString(), by: 'breaker' }]);
  expect(receiptOf(finishedErasure()).holds).toBeUndefined();
});
