import { Failure } from '@crescendo/contracts';

/** Whether a unit of work was refused because whom it is about was erased, or left and may come back. */
export const isFenced = (error: unknown): boolean =>
  error instanceof Failure && (error.code === 'gone' || error.code === 'held');
