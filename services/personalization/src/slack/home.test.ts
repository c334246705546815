import { describe, expect, test } from 'vitest';
import { type CurrentLesson, type HomeState, homeBlocks } from './home.ts';
import { pressable } from './testing/pressable.ts';
import { slackRefusals } from './testing/slack-refusals.ts';

const assignment = 'asg_0123456789abcdefghijkmnpqr';
const progress = {
  had: 11,
  total: 28,
  answered: 9,
  right: 7,
  topics: [{ title: 'Allyship', had: 2, total: 4 }],
};
const learning: HomeState = {
  kind: 'learning',
  saidSomething: false,
  mode: 'adaptive',
  progress,
  nextAt: new Date('2026-03-11T09:00Z'),
};
const stopped: HomeState = { kind: 'stopped', progress, saidSomething: false };
const home = (state: HomeState) => homeBlocks(state, { privacyMail: 'privacy@crescendo.example' });
const words = (state: HomeState) => JSON.stringify(home(state));
const withCurrent = (state: CurrentLesson['state']): HomeState => ({
  ...learning,
  current: { assignment, title: 'Plain words', state },
});

test('before Start, one reads what is kept and who sees it, and the only button is Start', () => {
  expect(pressable(home({ kind: 'not-started' }))).toEqual(['crescendo.start']);
  expect(words({ kind: 'not-started' })).toContain('Nothing is sent to you unasked before you press Start');
  expect(words({ kind: 'not-started' })).toContain('privacy@crescendo.example');
});

test('of what the employer sees no more is said than is so: nobody is shown any figures', () => {
  expect(words({ kind: 'not-started' })).toContain('Your employer sees none of it');
  expect(words({ kind: 'not-started' })).not.toContain('figures for groups');
});

describe('while learning', () => {
  test('progress comes in figures first, then as a drawing', () => {
    expect(words(learning)).toContain('11 of 28 lessons ▰▰▰▱▱▱▱▱▱▱');
    expect(words(learning)).toContain('9 questions answered, 7 of them right.');
    expect(words(learning)).toContain('Allyship: 2 of 4');
  });

  test('a first lesson is a beginning that can be seen', () => {
    const begun: HomeState = { ...learning, progress: { ...progress, had: 1, answered: 1, right: 0 } };
    expect(words(begun)).toContain('1 of 28 lessons ▰▱▱▱▱▱▱▱▱▱');
    expect(words(begun)).toContain('1 question answered, not right yet.');
  });

  test('the next lesson’s time is shown in the reader’s own zone', () => {
    expect(words(learning)).toContain('<!date^1773219600^{date_short_pretty} at {time}|2026-03-11T09:00 UTC>');
  });

  test('one can have more, stop, or choose how lessons are chosen', () => {
    expect(pressable(home(learning))).toEqual(['crescendo.more', 'crescendo.stop', 'crescendo.mode = same-for-all']);
    expect(pressable(home({ ...learning, mode: 'same-for-all' }))).toContain('crescendo.mode = adaptive');
  });

  test.each(['unknown', 'failed'] as const)('a lesson whose delivery is %s is offered again', (state) => {
    expect(pressable(home(withCurrent(state)))).toContain(`crescendo.again = ${assignment}`);
  });

  test('the wording does not pretend to know', () => {
    expect(words(withCurrent('unknown'))).toContain("We don't know whether this lesson reached you: *Plain words*");
  });

  test.each(['on-its-way', 'waiting', 'answered'] as const)('a lesson that is %s is not offered again', (state) => {
    expect(words(withCurrent(state))).toContain('*Plain words*');
    expect(pressable(home(withCurrent(state)))).not.toContain(`crescendo.again = ${assignment}`);
  });

  test('at the end there is a friendly word and no button for more', () => {
    const done: HomeState = { ...learning, nextAt: undefined, progress: { ...progress, had: 28 } };
    expect(words(done)).toContain('You have had every lesson there is for now.');
    expect(pressable(home(done))).not.toContain('crescendo.more');
  });
});

test('after Stop, one can start again, and reads whom to ask for what is kept', () => {
  expect(pressable(home(stopped))).toEqual(['crescendo.start']);
  expect(words(stopped)).toContain('privacy@crescendo.example');
});

test.each([learning, stopped])('feedback can be taken back, where there is any, also when $kind', (state) => {
  expect(pressable(home(state))).not.toContain('crescendo.withdraw-feedback');
  expect(pressable(home({ ...state, saidSomething: true }))).toContain('crescendo.withdraw-feedback');
});

test.each<HomeState>([{ kind: 'not-started' }, { ...stopped, saidSomething: true }, learning, withCurrent('unknown')])(
  'Slack takes the home of someone who is $kind',
  (state) => expect(slackRefusals(home(state))).toEqual([]),
);
