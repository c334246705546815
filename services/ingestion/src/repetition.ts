import {
  answerGiven,
  feedbackGiven,
  homeChanged,
  learningStarted,
  learningStopped,
  lessonRequested,
  viewRequested,
} from '@crescendo/contracts';
import type { DomainEvent, DomainEventType } from './domain-events.ts';

const oneOf =
  (...types: readonly DomainEventType[]) =>
  ({ type }: DomainEvent): boolean =>
    types.includes(type);

/** To look at something is no act: it may be done as often as one likes, and in between two that are the same. */
export const changesNothing = oneOf(homeChanged, viewRequested);

/**
 * What would be done a second time. Everything else says how something is to be from now on: the newest word counts, so
 * a repetition has to go on too. What was done in between may only arrive later.
 */
export const isDoneOnce = oneOf(lessonRequested, answerGiven);

const isCounted = oneOf(learningStarted, learningStopped, feedbackGiven);

/** The same, told as a repetition where somebody counts. */
export function repeated(event: DomainEvent): DomainEvent {
  if (!isCounted(event)) return event;
  return { ...event, data: { ...event.data, repeats: true } } as DomainEvent; // these have the field
}
