import type { DomainEvent, DomainEventType } from './domain-events.ts';

/** What it means when a person repeats an act right away. */
type Repetition =
  /** They look at something, or write to us: not an act, so it does not separate two equal acts either. */
  | 'no-act'
  /** Repeating it would do it twice: dropped. */
  | 'once'
  /**
   * It sets a state: the newest value counts, so the repetition is published too. An act in between may arrive only
   * later.
   */
  | 'state'
  /** The same, and somebody counts these acts. */
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

/** The same, published with a mark where somebody counts. */
export function repeated(event: DomainEvent): DomainEvent {
  if (repetitions[event.type.name] !== 'counted-state') return event;
  return { ...event, data: { ...event.data, repeats: true } } as DomainEvent; // these have the field
}
