import {
  consentWithdrawn,
  feedbackGiven,
  learningStarted,
  learningStopped,
  newId,
  ratings,
  selectionModeChosen,
  selectionModes,
} from '@crescendo/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignments } from '../assignments.ts';
import { learners } from '../learners.ts';
import { learning, lessonsIn } from '../testing/learning.ts';

type Act =
  | { kind: 'start' | 'stop' | 'withdraw' }
  | { kind: 'mode'; mode: (typeof selectionModes)[number] }
  | { kind: 'rate'; rating: (typeof ratings)[number] };
/** `at`: milliseconds since their first Start. */
type Done = { act: Act; at: number };

const start: Act = { kind: 'start' };
const stop: Act = { kind: 'stop' };
const withdraw: Act = { kind: 'withdraw' };
const mode = (chosen: (typeof selectionModes)[number]): Act => ({ kind: 'mode', mode: chosen });
const rate = (rating: (typeof ratings)[number]): Act => ({ kind: 'rate', rating });

const beginning = new Date('2026-03-09T09:30:00.001Z');

/** A person who has got their first lesson, to whom the rest then happens. */
async function world() {
  const service = await learning({ now: beginning, timezone: undefined });
  const { deliver, context } = service;

  async function someone() {
    const person = { tenant: service.person.tenant, user: newId('user') };
    const { published } = await deliver(learningStarted, { ...person, data: {} });
    const [lesson] = lessonsIn(published);
    if (!lesson) throw new Error('no lesson was sent');
    return { person, assignment: lesson.assignment };
  }
  type Someone = Awaited<ReturnType<typeof someone>>;

  function hear({ person, assignment }: Someone, { act, at }: Done, id: string) {
    const event = { ...person, id, time: new Date(beginning.getTime() + at) };
    switch (act.kind) {
      case 'start':
        return deliver(learningStarted, { ...event, data: {} });
      case 'stop':
        return deliver(learningStopped, { ...event, data: {} });
      case 'withdraw':
        return deliver(consentWithdrawn, { ...event, data: { category: 'feedback' } });
      case 'mode':
        return deliver(selectionModeChosen, { ...event, data: { mode: act.mode } });
      case 'rate':
        return deliver(feedbackGiven, { ...event, data: { assignment, rating: act.rating } });
    }
  }

  async function stateOf({ person: { tenant, user }, assignment }: Someone) {
    const learner = await context.model(learners).findOne({ _id: user, tenant }).lean();
    const lessons = await context.model(assignments).find({ _id: assignment, user, tenant }).lean();
    const [opened] = await context.open(learners, learner ? [learner] : [], ['mode']);
    const [lesson] = await context.open(assignments, lessons, ['rating']);
    return { learning: learner?.status === 'active', mode: opened?.mode ?? 'adaptive', rating: lesson?.rating };
  }
  return { someone, hear, stateOf };
}

/** The expected result: the last act of each kind, and no rating from before a withdrawal. */
function wanted(done: readonly Done[]) {
  const last = done.findLast(({ act }) => act.kind === 'start' || act.kind === 'stop');
  const modes = done.flatMap(({ act }) => (act.kind === 'mode' ? [act.mode] : []));
  const since = done.slice(done.findLastIndex(({ act }) => act.kind === 'withdraw') + 1);
  const rated = since.flatMap(({ act }) => (act.kind === 'rate' ? [act.rating] : []));
  return { learning: last?.act.kind !== 'stop', mode: modes.at(-1) ?? 'adaptive', rating: rated.at(-1) };
}

const about = { start: 'learning', stop: 'learning', mode: 'mode', rate: 'feedback', withdraw: 'feedback' } as const;

/** Whether a newer act about the same thing arrived before. A rating that arrives later does not undo a withdrawal. */
const isOvertaken = ({ act, at }: Done, heard: readonly Done[]): boolean =>
  heard.some(
    (other) =>
      other.at > at &&
      about[other.act.kind] === about[act.kind] &&
      !(act.kind === 'withdraw' && other.act.kind === 'rate'),
  );

/** Acts a millisecond apart, none at a whole second: such a time would mean that Slack gave only the second. */
const spaced = (acts: readonly Act[]): Done[] => acts.map((act, place) => ({ act, at: place + 1 }));

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((first, place) => permutations(list.toSpliced(place, 1)).map((rest) => [first, ...rest]));
}

type World = Awaited<ReturnType<typeof world>>;

async function comesToWhatTheyDid({ someone, hear, stateOf }: World, done: readonly Done[], arrival: readonly Done[]) {
  const them = await someone();
  const ids = new Map(done.map((each) => [each, newId('event')]));
  const heard: Done[] = [];
  for (const each of arrival) {
    const { outcome, published } = await hear(them, each, ids.get(each) ?? '');
    if (heard.includes(each)) expect({ outcome, published }).toEqual({ outcome: { kind: 'duplicate' }, published: [] });
    else if (isOvertaken(each, heard))
      expect({ outcome, published }).toEqual({ outcome: { kind: 'skip', code: 'older-than-known' }, published: [] });
    heard.push(each);
  }
  expect(await stateOf(them), JSON.stringify(arrival)).toEqual(wanted(done));
}

test.each([
  ['Start, Stop, Start', [start, stop, start]],
  ['Stop, Start, Stop', [stop, start, stop]],
  ['three choices of how lessons are chosen', [mode('same-for-all'), mode('adaptive'), mode('same-for-all')]],
  ['rated, taken back, rated anew', [rate('too-easy'), withdraw, rate('helpful')]],
  ['rated twice and taken back', [rate('too-easy'), rate('helpful'), withdraw]],
] as const)('in every order of arrival a person ends as they wanted: %s', async (_name, acts) => {
  const there = await world();
  const done = spaced(acts);
  for (const arrival of permutations(done)) await comesToWhatTheyDid(there, done, arrival);
});

test('whatever a person does, and in whatever order and how often it arrives, they end as they wanted', async () => {
  const there = await world();
  const act = fc.oneof(
    fc.constantFrom(start, stop, withdraw),
    fc.constantFrom(...selectionModes).map(mode),
    fc.constantFrom(...ratings).map(rate),
  );
  const story = fc.array(act, { minLength: 4, maxLength: 8 }).chain((acts) => {
    const done = spaced(acts);
    const order = fc.shuffledSubarray(done, { minLength: done.length });
    const copies = fc.array(fc.constantFrom(...done), { maxLength: 2 });
    return fc.record({ done: fc.constant(done), order, copies });
  });
  const holds = fc.asyncProperty(story, ({ done, order, copies }) =>
    comesToWhatTheyDid(there, done, [...order, ...copies]),
  );
  await fc.assert(holds, { numRuns: 25, endOnFailure: true });
});
