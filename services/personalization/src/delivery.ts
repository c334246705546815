import type { AssignmentRow } from './assignments.ts';

/** A lesson that did not arrive for sure, and is offered once more. An answered one did arrive. */
export const maySendAgain = ({ delivery, answer }: Pick<AssignmentRow, 'delivery' | 'answer'>): boolean =>
  (delivery === 'unknown' || delivery === 'failed') && answer === undefined;
