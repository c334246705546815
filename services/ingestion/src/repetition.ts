import type { DomainEvent, DomainEventType } from './domain-events.ts';

/** What it means that a person does something once more right after they did it. */
type Repetition =
  /** They look, or say something to us: no act, so it also lies between two that are the same without parting them. */
  | 'no-act'
  /** It would be done a second time. */
  | 'once'
  /**
   * It says how something is to be from now on: the newest word counts, so it has to go on too. What was done in between
   * may only arrive later.
   */
  | 'state'
  /** The same, and somebody counts how often it was said. */
  | 'counted-state';

const repetitions: Record<DomainEventType['name'], Repetition> = {
  'home-changed': 'no-act',
  'messages-opened': 'no-act',
  'message-typed': 'no-act',
  'view-requested': 'no-act',
  'lesson-requested': 'once',
  'answer-given': 'once',
  'learning-started': 'counted-state',
  'learning-stopped': 'counted-state',
  'feedback-given': 'counted-state',
  'selection-mode-chosen': 'state',
  'consent-withdrawn': 'state',
  'erasure-asked': 'state',
  'erasure-withdrawn': 'state',
};

export const changesNothing = ({ type }: DomainEvent): boolean => repetitions[type.name] === 'no-act';
export const isDoneOnce = ({ type }: DomainEvent): boolean => repetitions[type.name] === 'once';

/** The same, told as a repetition where somebody counts. */
export function repeated(event: DomainEvent): DomainEvent {
  if (repetitions[event.type.name] !== 'counted-state') return event;
  return { ...event, data: { ...event.data, repeats: true } } as DomainEvent; // these have the field
}
