import type { Person, Workspace } from '../state/state.ts';

/** Who sees the page, and when: mentions show names, and dates are in the reader's time zone. */
export interface Reader {
  workspace: Workspace;
  person: Person;
  now: number;
}
