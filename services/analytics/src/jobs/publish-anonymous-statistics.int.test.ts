import { testService } from '@crescendo/chassis-testing';
import { answerGiven, erasureStepRequested, newId, rosterChanged } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { anonymousStatistics } from '../anonymous-statistics.ts';
import { analytics } from '../service.ts';
import { weeklyParticipation } from '../weekly-participation.ts';

const monday = new Date('2026-11-02T00:00:00Z');
const closed = new Date('2026-11-16T00:00:00Z');
const everything = { starts: 'suppressed', stops: 'suppressed', lessonsRequested: 'suppressed' };

async function scene(now: Date = closed) {
  const service = await testService(analytics, { now });
  const { store } = service;
  const step = (tenant: string, step: 'fence' | 'erase' | 'verify') =>
    service.deliver(erasureStepRequested, { tenant, data: { erasure: newId('erasure'), scope: 'tenant', step } });
  const answer = { assignment: newId('assignment'), option: 1, place: { channel: 'D1', ts: '1.2' } };
  const give = (tenant: string, count: number, time: Date) => {
    const given = { tenant, user: newId('user'), time, data: answer };
    return service.deliverBatch(Array.from({ length: count }, () => [answerGiven, given] as const));
  };
  return {
    ...service,
    answers: give,
    /** Adds customers with ten people each, who give `answers` answers in the week of `time`. */
    async customers(count: number, answers: number, time: Date = monday): Promise<string[]> {
      const tenants = Array.from({ length: count }, () => newId('tenant'));
      for (const tenant of tenants) {
        await service.deliver(rosterChanged, { tenant, data: { billable: 10, guests: 0, version: 1 } });
        await give(tenant, answers, time);
      }
      return tenants;
    },
    fence: (tenant: string) => step(tenant, 'fence'),
    async erase(tenant: string) {
      for (const each of ['fence', 'erase', 'verify'] as const) await step(tenant, each);
      await service.runJob('erase');
      expect(await store.model(weeklyParticipation).countDocuments({ tenant })).toBe(0);
    },
    publish: () => service.runJob('publish-anonymous-statistics'),
    published: () => store.model(anonymousStatistics).find().sort({ startsAt: 1 }).lean(),
  };
}

test('the answers of a closed week are published as one number over all customers, and nothing says whose they are', async () => {
  const { customers, publish, published } = await scene();
  await customers(6, 10);
  await publish();
  expect(await published()).toEqual([
    {
      _id: '2026-W45',
      startsAt: monday,
      publishedAt: closed,
      ...everything,
      answers: { acts: 60, customers: '5-9', people: '50-99' },
      ratings: 'suppressed',
      comments: 'suppressed',
    },
  ]);
  expect(JSON.stringify(await published())).not.toMatch(/[a-z]{3}_[0-9a-z]{10}/);
});

test('a week is published when it is closed, not before', async () => {
  const { customers, publish, published, setNow } = await scene(new Date(closed.getTime() - 1));
  await customers(6, 10);
  await publish();
  expect(await published()).toEqual([]);
  setNow(closed);
  await publish();
  expect(await published()).toHaveLength(1);
});

test('what is published stays to the byte, whoever is erased afterwards and whatever is heard of late', async () => {
  const { customers, erase, publish, published, setNow } = await scene();
  const [first, ...others] = await customers(6, 10);
  await publish();
  const before = JSON.stringify(await published());
  if (first) await erase(first);
  await publish();
  expect(JSON.stringify(await published())).toBe(before);
  for (const tenant of others) await erase(tenant);
  await customers(9, 20);
  setNow(new Date(closed.getTime() + 60_000));
  await publish();
  expect(JSON.stringify(await published())).toBe(before);
});

test('what did not reach the floor is never published, not when more is heard of, and not when a customer has gone', async () => {
  const { customers, erase, publish, published } = await scene();
  const [dominant] = [...(await customers(1, 200)), ...(await customers(5, 10))];
  await publish();
  expect(await published()).toMatchObject([{ answers: 'suppressed' }]);
  if (dominant) await erase(dominant);
  await publish();
  expect(await published()).toMatchObject([{ answers: 'suppressed' }]);
});

test('a customer who is leaving is in no number any more', async () => {
  const { customers, fence, answers, publish, published } = await scene();
  const [leaving = ''] = await customers(6, 10);
  await fence(leaving);
  expect((await answers(leaving, 3, monday)).outcome).toBe(true); // too late
  await publish();
  expect(await published()).toMatchObject([{ answers: { acts: 50, customers: '5-9' } }]);
});

test('weeks that were missed are made up for in their order, those without anything too', async () => {
  const { customers, publish, published, setNow } = await scene();
  await customers(6, 10);
  await customers(5, 12, new Date('2026-11-16T12:00:00Z'));
  await publish();
  setNow(new Date('2026-11-30T00:00:00Z'));
  await publish();
  const answers = (await published()).map(({ _id, answers }) => [_id, answers === 'suppressed' ? 0 : answers.acts]);
  expect(answers).toEqual([
    ['2026-W45', 60],
    ['2026-W46', 0],
    ['2026-W47', 60],
  ]);
});
