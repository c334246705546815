import type { Person, Workspace } from '../state/state.ts';

/** For whom something is shown, and when: mentions get their names, dates their own time zone. */
export interface Reader {
  workspace: Workspace;
  person: Person;
  now: number;
}
