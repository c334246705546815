import { describe, expect, test } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { type HomeAssignment, homeState } from './home-state.ts';
import { ownContent } from './settings.ts';

const catalogue = await loadCatalogue(ownContent);
const learner = { status: 'active', mode: 'adaptive' } as const;

const given = (lesson: string, about: Partial<HomeAssignment> = {}): HomeAssignment => ({
  id: `asg_${lesson}`,
  lesson,
  delivery: 'sent',
  correct: undefined,
  judged: false,
  ...about,
});

const current = (...all: HomeAssignment[]) => {
  const state = homeState(learner, all, catalogue);
  return state.kind === 'learning' && state.current ? [state.current.assignment, state.current.state] : state.kind;
};

test.each([[undefined], ['known'], ['removed']] as const)('who is %s is offered to start', (status) => {
  expect(homeState(status && { ...learner, status }, [], catalogue)).toEqual({ kind: 'not-started' });
});

test('who stopped sees how far they were', () => {
  const state = homeState({ ...learner, status: 'stopped' }, [given('plain-words')], catalogue);
  expect(state).toMatchObject({ kind: 'stopped', progress: { had: 1 } });
});

test('who learns sees progress, the way of choosing and the next time', () => {
  const nextLessonAt = new Date('2026-03-11T09:00:00Z');
  const state = homeState({ ...learner, mode: 'same-for-all', nextLessonAt }, [given('plain-words')], catalogue);
  expect(state).toMatchObject({ kind: 'learning', mode: 'same-for-all', nextAt: nextLessonAt, progress: { had: 1 } });
});

describe('the lesson App Home speaks of', () => {
  test('is the latest, and how it stands', () => {
    const first = given('names-said-right', { correct: true });
    expect(current(first)).toEqual(['asg_names-said-right', 'answered']);
    expect(current(first, given('plain-words'))).toEqual(['asg_plain-words', 'waiting']);
    expect(current(first, given('plain-words', { delivery: 'requested' }))).toEqual(['asg_plain-words', 'on-its-way']);
  });

  test.each(['unknown', 'failed'] as const)('is an earlier one whose sending is %s', (delivery) => {
    const lost = given('names-said-right', { delivery });
    expect(current(lost, given('plain-words'))).toEqual(['asg_names-said-right', delivery]);
  });

  test('is not one that was answered after all, or came another time', () => {
    const lost = given('names-said-right', { delivery: 'unknown' });
    expect(current({ ...lost, correct: false }, given('plain-words'))).toEqual(['asg_plain-words', 'waiting']);
    const again = given('names-said-right', { id: 'asg_again' });
    expect(current({ ...lost, delivery: 'failed' }, again)).toEqual(['asg_again', 'waiting']);
  });

  test('is never one that the catalogue does not have any more', () => {
    expect(current(given('long-gone', { delivery: 'unknown' }))).toBe('learning');
  });
});

test('a lesson that could not be delivered is not progress', () => {
  const state = homeState(learner, [given('plain-words', { delivery: 'failed' })], catalogue);
  expect(state).toMatchObject({ progress: { had: 0 } });
});
