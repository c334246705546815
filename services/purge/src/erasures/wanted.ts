import type { Erasure } from './erasures.ts';

/** Whose erasure, why, since when, and how long it may be taken back. */
export type Wanted = Pick<Erasure, 'tenant' | 'user' | 'why' | 'requestedAt' | 'askedBy'> & {
  /** Given when the caller must get the same erasure again. */
  id?: string;
  graceHours: number;
};
