import { testService } from '@crescendo/chassis-testing';
import { soon } from '@crescendo/chassis-testing/effects';
import { type Loss, startProvider } from '@crescendo/chassis-testing/effects/provider';
import { newId, permanent, plain, rosterChanged, transient } from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { ledger } from '../ledger/ledger.ts';
import { defineService } from '../service.ts';
import { effect } from './effect.ts';

const charged = z.object({ number: z.int() });
const refused = z.object({ code: z.string() });

const CHARGE_MS = 60_000;

/**
 * A service that charges at a provider with the ledger row's id as idempotency key, and publishes the charge's number
 * once.
 */
async function charging(saying = (cents: number, _attempt: number) => cents) {
  const provider = await startProvider();
  const charge = effect({
    name: 'charge',
    args: z.object({ cents: plain(z.int()) }),
    whenUnknown: () => 'send-again',
    deadlineMs: CHARGE_MS,
    publishes: [rosterChanged],
    async perform({ cents }, { id, attempt, signal }) {
      const response = await fetch(provider.url, {
        method: 'POST',
        headers: { 'idempotency-key': id },
        body: JSON.stringify({ cents: saying(cents, attempt) }),
        signal,
      });
      if (response.status === 429) throw transient('too-many', 'Too many requests.');
      if (response.status >= 500) throw new Error('nobody knows what became of it');
      if (response.ok) return charged.parse(await response.json());
      const { code } = refused.parse(await response.json());
      throw permanent(code, 'The provider refused.');
    },
    async settle(outcome, _args, tx) {
      const number = outcome.kind === 'known' ? outcome.result.number : 0;
      tx.publish(rosterChanged, { billable: number, guests: 0, version: 1 });
    },
  });
  const service = await testService(defineService({ name: 'billing', effects: [charge] }));
  const tenant = newId('tenant');
  const rows = () => service.store.model(ledger).find().lean();
  return {
    ...service,
    provider,
    rows,
    want: (cents: number) =>
      service.context.transact({ tenant }, async (tx) => tx.perform(charge, { cents }, { key: tenant })),
    /** Runs the effects until every charge has ended. */
    async runToEnd() {
      const running = service.startEffects();
      await vi.waitFor(async () => {
        const statuses = (await rows()).map(({ status }) => status);
        expect(statuses.filter((status) => status === 'intended' || status === 'sending')).toEqual([]);
      }, soon);
      await running.stop();
    },
    told: async () => (await service.published()).map(({ data }) => data),
  };
}

test.each<Loss>(['dropped', 'cut-off', 'server-error', 'late'])(
  'what was done and whose answer is %s is done once, and its answer had by asking again',
  async (loss) => {
    const { provider, want, runToEnd, rows, told, clock } = await charging();
    provider.lose(loss, loss);
    await want(250);
    const ended = runToEnd();
    for (const times of loss === 'late' ? [1, 2] : []) {
      await vi.waitFor(() => expect(provider.asked).toHaveLength(times), soon);
      clock.pass(CHARGE_MS);
    }
    await ended;
    const [row] = await rows();
    expect(row).toMatchObject({ status: 'known', attempt: 3 });
    expect(provider.asked).toEqual([row?._id, row?._id, row?._id]);
    expect(provider.charges).toEqual([{ cents: 250, key: row?._id }]);
    expect(await told()).toMatchObject([{ billable: 1 }]);
  },
);

test('the same wanted twice is done twice: each has a key of its own', async () => {
  const { provider, want, runToEnd } = await charging();
  provider.lose('dropped');
  await want(250);
  await want(250);
  await runToEnd();
  expect(provider.charges.map(({ cents }) => cents)).toEqual([250, 250]);
});

test('an effect that asks for something else at its second attempt is refused, and does nothing twice', async () => {
  const { provider, want, runToEnd, rows, told } = await charging((cents, attempt) => cents + attempt);
  provider.lose('dropped');
  await want(250);
  await runToEnd();
  expect(await rows()).toMatchObject([{ status: 'failed', code: 'idempotency-key-in-use' }]);
  expect(provider.charges.map(({ cents }) => cents)).toEqual([251]);
  expect(await told()).toMatchObject([{ billable: 0 }]);
});

test('a sender that stood still past its time and then goes on does nothing twice and tells nothing twice', async () => {
  const { provider, want, startEffects, runToEnd, rows, store, told } = await charging();
  provider.lose('late');
  await want(250);
  const standing = startEffects('billing-0');
  await vi.waitFor(() => expect(provider.charges).toHaveLength(1), soon);
  // To the others its attempt counts as lost; it does not know that.
  await store.model(ledger).updateOne({ status: 'sending' }, { $set: { until: new Date(0) } });
  await runToEnd();
  expect(await rows()).toMatchObject([{ status: 'known', attempt: 2 }]);
  await vi.waitFor(async () => expect(await told()).toHaveLength(1), soon);
  provider.answerLate();
  await standing.stop();
  expect(provider.charges).toHaveLength(1);
  expect(await rows()).toMatchObject([{ status: 'known', attempt: 2 }]);
  expect(await told()).toMatchObject([{ billable: 1 }]);
});
