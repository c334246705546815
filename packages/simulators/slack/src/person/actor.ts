import type { SimulatedSlack } from '../slack.ts';
import type { Person, Workspace } from '../state/state.ts';

/** A person at their Slack: who acts, and where. */
export interface Actor {
  slack: SimulatedSlack;
  workspace: Workspace;
  person: Person;
}
