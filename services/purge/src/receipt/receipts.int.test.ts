import { defineService } from '@crescendo/chassis';
import { testService } from '@crescendo/chassis-testing';
import {
  type ErasureStep,
  erasureAsked,
  erasureStepDone,
  newId,
  receiptIssued,
  services,
  tenantTerminated,
} from '@crescendo/contracts';
import { type Receipt, verify } from '@crescendo/receipt';
import { newSigningKey } from '@crescendo/receipt/testing';
import { expect, test } from 'vitest';
import { coordinator } from '../erasures/coordinator.ts';
import { type Erasure, erasureAnswers, erasures } from '../erasures/erasures.ts';
import { issueReceipts } from './issue-receipts.ts';
import { policy } from './testing.ts';

const NOON = new Date('2026-11-24T12:00:00Z');
const afterNoon = (days: number) => new Date(NOON.getTime() + days * 24 * 3_600_000);
const { privateKey, key } = newSigningKey();

/** The coordinator with real receipts. Every service answers at once, and the destruction of keys is simulated. */
async function world() {
  const service = await testService(
    defineService({
      name: 'purge',
      ...coordinator({
        shred: async () => ({ keys: 3, entry: 1, at: NOON, hash: 'f'.repeat(64) }),
        issue: issueReceipts(privateKey, policy),
        confirm: async () => ({ relationship: 'ended', code: 'token_revoked' }),
        breaker: { endsPerHour: 3, customers: async () => 1 },
        ...{ leaseMs: 0, graceHours: 0, coolingOffHours: 0 },
      }),
    }),
    { now: NOON },
  );
  const [tenant, user] = [newId('tenant'), newId('user')];
  const rows = () => service.context.model(erasures).find({}).lean<Erasure[]>();
  const advance = () => service.runJob('advance-erasures');

  async function answer(step: ErasureStep, about: { user?: string }): Promise<void> {
    await advance();
    const [row] = await rows();
    const erasure = row?._id ?? '';
    const counts = [{ collection: 'rows', before: 2, erased: 2, after: 0 }];
    const found = step === 'erase' || step === 'verify' ? { counts, evidence: 'e'.repeat(64) } : {};
    for (const from of services)
      await service.deliver(erasureStepDone, {
        ...{ tenant, ...about, key: tenant, from },
        data: { erasure, step, at: NOON.getTime(), ...found },
      });
    await advance();
  }

  return {
    ...service,
    tenant,
    user,
    rows,
    advance,
    async answerAll(about: { user?: string } = {}) {
      for (const step of ['fence', 'close', 'erase', 'verify'] as const) await answer(step, about);
    },
  };
}

function receiptIn(text: string | undefined): Receipt {
  const verdict = verify(Buffer.from(text ?? ''), { keys: [key] });
  if (!verdict.valid) throw new Error(verdict.detail);
  return verdict.receipt;
}

test('the receipt of a customer who was erased verifies, and the same text is told to the gateway', async () => {
  const { deliver, answerAll, rows, published, tenant } = await world();
  await deliver(tenantTerminated, { tenant, data: { why: 'uninstalled', at: NOON.getTime(), grace: 'none' } });
  await answerAll();
  const [row] = await rows();
  expect(row?.state).toBe('done');
  const receipt = receiptIn(row?.receipt);
  expect(receipt).toMatchObject({ id: row?._id, tenant, scope: 'tenant', why: 'uninstalled' });
  expect(receipt.systems.filter(({ kind }) => kind === 'service').map(({ name }) => name)).toEqual([...services]);
  const told = (await published()).filter(({ type }) => type === receiptIssued.name);
  expect(told.map(({ data }) => data)).toEqual([{ erasure: row?._id, receipt: row?.receipt }]);
});

test('the receipt of a person is told to nobody, and forgotten after three years', async () => {
  const { deliver, answerAll, advance, rows, published, runJob, setNow, context, tenant, user } = await world();
  await deliver(erasureAsked, { tenant, user, key: user, data: { why: 'asked', at: NOON.getTime() } });
  await answerAll({ user });
  setNow(afterNoon(5));
  await advance();
  const [row] = await rows();
  expect(receiptIn(row?.receipt)).toMatchObject({ scope: 'person', person: user, askedBy: user });
  expect((await published()).filter(({ type }) => type === receiptIssued.name)).toEqual([]);
  setNow(afterNoon(3 * 365));
  await runJob('forget-receipts');
  expect(await rows()).toHaveLength(1);
  setNow(afterNoon(3 * 366 + 6));
  await runJob('forget-receipts');
  expect(await rows()).toEqual([]);
  expect(await context.model(erasureAnswers).countDocuments({})).toBe(0);
});

test('the receipt of a customer is not forgotten', async () => {
  const { deliver, answerAll, rows, runJob, setNow, tenant } = await world();
  await deliver(tenantTerminated, { tenant, data: { why: 'ended-by-admin', at: NOON.getTime(), grace: 'none' } });
  await answerAll();
  setNow(afterNoon(10 * 366));
  await runJob('forget-receipts');
  expect(await rows()).toMatchObject([{ state: 'done', receipt: expect.any(String) }]);
});
