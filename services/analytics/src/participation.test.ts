import { newId, type Sealed } from '@crescendo/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Participation, type ParticipationEvent, participationIn } from './participation.ts';

type Said<T = ParticipationEvent> = T extends ParticipationEvent ? Pick<T, 'type' | 'data'> : never;
type Case = [what: string, said: Said, acts: Partial<Participation>];

const [acme, globex] = [newId('tenant'), newId('tenant')];
const assignment = newId('assignment');
/** A sealed value that nobody here can open. */
const sealed = <T>() => 'sealed' as Sealed<T>;
const answered: Said = { type: 'answer-given', data: { assignment, option: sealed(), place: sealed() } };

const cases: Case[] = [
  ['starting', { type: 'learning-started', data: {} }, { starts: 1 }],
  ['stopping', { type: 'learning-stopped', data: {} }, { stops: 1 }],
  ['asking for a lesson', { type: 'lesson-requested', data: {} }, { lessonsRequested: 1 }],
  ['asking again for one that did not arrive', { type: 'lesson-requested', data: { again: assignment } }, {}],
  ['answering', answered, { answers: 1 }],
  ['rating', { type: 'feedback-given', data: { assignment, rating: sealed() } }, { ratings: 1 }],
  ['starting once more, by the same button', { type: 'learning-started', data: { repeats: true } }, {}],
  ['stopping once more', { type: 'learning-stopped', data: { repeats: true } }, {}],
  ['rating once more', { type: 'feedback-given', data: { assignment, rating: sealed(), repeats: true } }, {}],
  ['commenting', { type: 'feedback-given', data: { assignment, comment: sealed() } }, { comments: 1 }],
  [
    'rating with a comment',
    { type: 'feedback-given', data: { assignment, rating: sealed(), comment: sealed() } },
    { ratings: 1, comments: 1 },
  ],
];

type About = { tenant?: string; user?: string; time?: Date };

function event(said: Said, { tenant = acme, user = newId('user'), time = new Date() }: About = {}): ParticipationEvent {
  return { id: newId('event'), producer: 'ingestion', tenant, user, key: user, time, ...said };
}

const nothing: Participation = { starts: 0, stops: 0, lessonsRequested: 0, answers: 0, ratings: 0, comments: 0 };

test.each(cases)('%s counts as what it is', (_what, said, acts) => {
  expect(participationIn([event(said)]).map((weekly) => weekly.acts)).toEqual([{ ...nothing, ...acts }]);
});

test('each workspace and week is counted by itself, in the week when it happened', () => {
  const answers = [
    [acme, '2027-01-03T23:59:59.999Z'],
    [acme, '2027-01-04T00:00:00.000Z'],
    [acme, '2026-12-28T00:00:00.000Z'],
    [globex, '2027-01-04T00:00:00.000Z'],
  ].map(([tenant, time = '']) => event(answered, { tenant, time: new Date(time) }));
  expect(participationIn(answers).map(({ tenant, week, acts }) => [tenant, week.name, acts.answers])).toEqual([
    [acme, '2026-W53', 2],
    [acme, '2027-W01', 1],
    [globex, '2027-W01', 1],
  ]);
});

test('nothing says who it was: what two people did reads as what one did twice', () => {
  const [one, another] = [newId('user'), newId('user')];
  const answersOf = (...people: string[]) => participationIn(people.map((user) => event(answered, { user })));
  expect(answersOf(one, another)).toEqual(answersOf(one, one));
  expect(JSON.stringify(answersOf(one, another))).not.toMatch(/usr_|evt_|asg_/);
});

/** Adds up numbers of acts by workspace, week and act. */
function addUp(chunks: readonly (readonly ParticipationEvent[])[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { tenant, week, acts } of chunks.flatMap((chunk) => participationIn(chunk)))
    for (const [act, times] of Object.entries(acts)) {
      const key = `${tenant} ${week.name} ${act}`;
      sums.set(key, (sums.get(key) ?? 0) + times);
    }
  return sums;
}

function cut<T>(whole: readonly T[], cuts: readonly number[]): T[][] {
  const places = [...cuts.map((place) => place % (whole.length + 1)).sort((a, b) => a - b), whole.length];
  return places.map((place, at) => whole.slice(places[at - 1] ?? 0, place));
}

test('however events are cut into chunks, and in whatever order, the sums are the same', () => {
  const turnOfTheYear = fc.date({ min: new Date('2026-12-21'), max: new Date('2027-01-18'), noInvalidDate: true });
  const happenings = fc.array(
    fc.record({ what: fc.constantFrom(...cases), tenant: fc.constantFrom(acme, globex), time: turnOfTheYear }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(happenings, fc.array(fc.nat(), { maxLength: 8 }), (happened, cuts) => {
      const events = happened.map(({ what: [, said], ...about }) => event(said, about));
      const sums = addUp([events]);
      expect(addUp(cut(events, cuts))).toEqual(sums);
      expect(addUp(cut(events.toReversed(), cuts))).toEqual(sums);

      const acts = happened.flatMap(({ what: [, , counted] }) => Object.values(counted));
      expect([...sums.values()].reduce((sum, times) => sum + times, 0)).toBe(acts.length);
    }),
  );
});
