import { defineService } from '@crescendo/chassis';
import { testService } from '@crescendo/chassis-testing';
import {
  consentWithdrawn,
  erasureAsked,
  erasureWithdrawn,
  newId,
  tenantReinstalled,
  tenantTerminated,
} from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { coordinator } from './coordinator.ts';
import { erasures, openErasures } from './erasures.ts';
import { wishes } from './wishes.ts';
import { withdrawals } from './withdrawals.ts';

const HOUR_MS = 3_600_000;
/** Not a whole second: that would mean that Slack gave only the second. */
const NOON = new Date('2026-11-24T12:00:00.001Z');
const COOLING_OFF_HOURS = 24;

type Wish = { wish: 'go' | 'stay'; at: number };

/** Each a second after the one before. */
const story = (...said: readonly Wish['wish'][]): Wish[] => said.map((wish, place) => ({ wish, at: place * 1_000 }));

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((first, place) => permutations(list.toSpliced(place, 1)).map((rest) => [first, ...rest]));
}

async function world() {
  const confirm = async () => ({ relationship: 'ended', code: 'token_revoked' }) as const;
  const breaker = { endsPerHour: 3, customers: async () => 1 };
  const hours = { graceHours: 24, coolingOffHours: COOLING_OFF_HOURS };
  const shred = async () => ({ keys: 1, entry: 1, at: NOON, hash: 'f'.repeat(64) });
  const service = await testService(
    defineService({
      name: 'purge',
      ...coordinator({ shred, confirm, breaker, issue: () => '', leaseMs: 0, ...hours }),
    }),
    { now: NOON },
  );
  const { deliver, context } = service;
  const tenant = newId('tenant');
  const openOf = async (id: string) => {
    const open = await context.model(openErasures).findById(id).lean();
    return open && (await context.model(erasures).findById(open.erasure).lean());
  };
  function hear(user: string, { wish, at }: Wish, id = newId('event')) {
    const time = new Date(NOON.getTime() + at);
    const event = { tenant, user, key: tenant, id, time };
    if (wish === 'stay') return deliver(erasureWithdrawn, { ...event, data: {} });
    return deliver(erasureAsked, { ...event, data: { why: 'asked', at: time.getTime() } });
  }
  return { ...service, tenant, openOf, hear };
}

test.each([
  ['asked and taken back', story('go', 'stay')],
  ['asked, taken back, asked', story('go', 'stay', 'go')],
  ['asked twice and taken back', story('go', 'go', 'stay')],
  ['taken back twice', story('go', 'stay', 'go', 'stay')],
] as const)('in every order of arrival, copies too, a person ends as they wanted: %s', async (_name, done) => {
  const { hear, openOf } = await world();
  const last = done.at(-1);
  for (const arrival of permutations(done)) {
    const user = newId('user');
    const ids = new Map(done.map((each) => [each, newId('event')]));
    for (const each of [...arrival, ...done]) await hear(user, each, ids.get(each));
    const open = await openOf(user);
    const told = arrival.map(({ wish, at }) => `${wish} ${at}`).join(', ');
    if (last?.wish === 'stay') expect(open, told).toBeNull();
    else
      expect(open, told).toMatchObject({
        state: 'requested',
        requestedAt: new Date(NOON.getTime() + (last?.at ?? 0)),
        graceUntil: new Date(NOON.getTime() + (last?.at ?? 0) + COOLING_OFF_HOURS * HOUR_MS),
      });
  }
});

test('a wish that is older than the newest says and does nothing', async () => {
  const { hear, openOf } = await world();
  const user = newId('user');
  await hear(user, { wish: 'stay', at: 1_000 });
  expect(await hear(user, { wish: 'go', at: 0 })).toMatchObject({
    outcome: { kind: 'skip', code: 'older-than-known' },
    published: [],
  });
  await hear(user, { wish: 'go', at: 2_000 });
  expect(await hear(user, { wish: 'stay', at: 1_500 })).toMatchObject({
    outcome: { kind: 'skip', code: 'older-than-known' },
    published: [],
  });
  expect(await openOf(user)).toMatchObject({ state: 'requested' });
});

test('when it is too late, nothing more is written about them', async () => {
  const { hear, runJob, setNow, context, openOf } = await world();
  const user = newId('user');
  await hear(user, { wish: 'go', at: 0 });
  setNow(new Date(NOON.getTime() + COOLING_OFF_HOURS * HOUR_MS));
  await runJob('advance-erasures');
  expect((await openOf(user))?.state).toBe('fenced');
  await context.model(wishes).deleteMany({ user });

  expect((await hear(user, { wish: 'stay', at: 1_000 })).outcome).toEqual({ kind: 'skip', code: 'too-late' });
  expect((await hear(user, { wish: 'go', at: 2_000 })).outcome).toEqual({ kind: 'skip', code: 'erasure-under-way' });
  expect(await context.model(wishes).countDocuments({ user })).toBe(0);
});

test.each(permutations(['left', 'back'] as const))(
  'a customer who left and is back stays, when we hear that they %s before that they %s',
  async (...arrival) => {
    const { deliver, tenant, openOf } = await world();
    for (const what of arrival)
      await (what === 'left'
        ? deliver(tenantTerminated, { tenant, data: { why: 'uninstalled', at: NOON.getTime(), grace: 'none' } })
        : deliver(tenantReinstalled, { tenant, data: { at: NOON.getTime() + 2_000 } }));
    expect(await openOf(tenant)).toBeNull();
    await deliver(tenantTerminated, {
      tenant,
      data: { why: 'uninstalled', at: NOON.getTime() + 4_000, grace: 'default' },
    });
    expect(await openOf(tenant)).toMatchObject({ state: 'requested' });
  },
);

test('a key that seals something newer too is not destroyed when feedback is taken back', async () => {
  const { deliver, tenant, context } = await world();
  const user = newId('user');
  const withdraw = (more: { givenSince?: true }) =>
    deliver(consentWithdrawn, { tenant, user, data: { category: 'feedback', ...more } });
  expect((await withdraw({ givenSince: true })).outcome).toEqual({ kind: 'skip', code: 'given-since' });
  expect(await context.model(withdrawals).countDocuments({ user })).toBe(0);
  await withdraw({});
  expect(await context.model(withdrawals).countDocuments({ user, status: 'waiting' })).toBe(1);
});
