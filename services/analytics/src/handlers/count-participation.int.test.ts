import { defineService } from '@crescendo/chassis';
import { testService } from '@crescendo/chassis-testing';
import { answerGiven, feedbackGiven, learningStarted, newId, permanent } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { analytics } from '../service.ts';
import { weeklyParticipation } from '../weekly-participation.ts';
import { countParticipation } from './count-participation.ts';

type AnalyticsUnderTest = Awaited<ReturnType<typeof testService>>;

const at = (time: string) => ({ time: new Date(time) });
const answer = { assignment: newId('assignment'), option: 1, place: { channel: 'D1', ts: '1.2' } };
const rating = { assignment: newId('assignment'), rating: 'helpful' } as const;
const person = (tenant: string) => ({ tenant, user: newId('user') });

const rowsOf = ({ store }: AnalyticsUnderTest, tenant: string) =>
  store.model(weeklyParticipation).find({ tenant }).sort({ week: 1 }).lean();

test('what people do is added up by workspace and week, in rows of the partition that told of it', async () => {
  const service = await testService(analytics);
  const [acme, globex] = [newId('tenant'), newId('tenant')];
  await service.deliverBatch([
    [learningStarted, { ...person(acme), ...at('2026-12-28T00:00:00Z'), data: {} }],
    [answerGiven, { ...person(acme), ...at('2027-01-03T23:59:59Z'), data: answer }],
    [answerGiven, { ...person(globex), ...at('2027-01-03T23:59:59Z'), data: answer }],
    [feedbackGiven, { ...person(acme), ...at('2027-01-04T00:00:00Z'), data: rating }],
  ]);
  await service.deliverBatch([
    [answerGiven, { ...person(acme), ...at('2027-01-05T00:00:00Z'), data: answer }],
    [answerGiven, { ...person(acme), ...at('2027-01-01T00:00:00Z'), data: answer }], // late
  ]);

  const none = { starts: 0, stops: 0, lessonsRequested: 0, answers: 0, ratings: 0, comments: 0 };
  expect(await rowsOf(service, acme)).toEqual([
    {
      _id: `${acme}/2026-W53/users/0`,
      tenant: acme,
      week: '2026-W53',
      startsAt: new Date('2026-12-28'),
      ...none,
      starts: 1,
      answers: 2,
    },
    {
      _id: `${acme}/2027-W01/users/0`,
      tenant: acme,
      week: '2027-W01',
      startsAt: new Date('2027-01-04'),
      ...none,
      answers: 1,
      ratings: 1,
    },
  ]);
  expect(await rowsOf(service, globex)).toMatchObject([{ week: '2026-W53', answers: 1, starts: 0 }]);
});

test('what comes twice counts once, whatever it comes with the second time', async () => {
  const service = await testService(analytics);
  const tenant = newId('tenant');
  const given = () => [answerGiven, { ...person(tenant), id: newId('event'), data: answer }] as const;
  const [first, second, third] = [given(), given(), given()];
  await service.deliverBatch([first, second, first]);
  await service.deliverBatch([second, third]);
  expect((await service.deliver(...third)).outcome).toEqual({ kind: 'duplicate' });
  expect(await rowsOf(service, tenant)).toMatchObject([{ answers: 3 }]);
});

test('of a chunk that fails after it was written nothing counts, and then each of its events once', async () => {
  const failing = {
    ...countParticipation,
    async handle(...[events, tx]: Parameters<typeof countParticipation.handle>) {
      await countParticipation.handle(events, tx);
      if (events.length > 1) throw permanent('fails-in-chunks', 'Fails when it has more than one.');
    },
  };
  const service = await testService(defineService({ ...analytics, handlers: [failing] }));
  const tenant = newId('tenant');
  const given = () => [answerGiven, { ...person(tenant), id: newId('event'), data: answer }] as const;
  const events = [given(), given(), given()] as const;
  expect(await service.deliverBatch(events)).toMatchObject({ outcome: false });
  expect(await rowsOf(service, tenant)).toEqual([]);
  for (const event of events) await service.deliver(...event);
  expect(await rowsOf(service, tenant)).toMatchObject([{ answers: 3 }]);
});
