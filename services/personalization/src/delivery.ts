import type { AssignmentRow } from './assignments.ts';

/** A lesson that may not have arrived, and is offered again. An answered lesson did arrive. */
export const maySendAgain = ({ delivery, answer }: Pick<AssignmentRow, 'delivery' | 'answer'>): boolean =>
  (delivery === 'unknown' || delivery === 'failed') && answer === undefined;
