import { toSlackUser } from '../api/user-shape.ts';
import type { SimulatedSlack } from '../slack.ts';
import type { Person, Workspace } from '../state/state.ts';
import { addPerson, type PersonSpec } from '../state/workspaces.ts';

export type PersonChanges = Partial<Omit<Pick<Person, keyof PersonSpec & keyof Person>, 'handle'>>;

/** Adds a person, and tells the app. */
export async function join(slack: SimulatedSlack, workspace: Workspace, spec: PersonSpec): Promise<Person> {
  const person = addPerson(slack, workspace, spec);
  await tell(slack, workspace, person, 'team_join');
  return person;
}

/** Changes a person's data at Slack (deactivating is such a change), and tells the app. */
export async function changePerson(
  slack: SimulatedSlack,
  workspace: Workspace,
  person: Person,
  changes: PersonChanges,
): Promise<void> {
  Object.assign(person, changes, { updated: Math.floor(slack.clock.now() / 1000) });
  slack.changed(workspace.id, person.id);
  await tell(slack, workspace, person, 'user_change');
}

/** Both events carry the whole user with names and pictures, whether the app wants them or not. */
async function tell(slack: SimulatedSlack, workspace: Workspace, person: Person, type: 'team_join' | 'user_change') {
  const scopes = workspace.installation?.scopes ?? [];
  const user = toSlackUser(slack, workspace, person, { scopes, locale: true });
  const cacheTs = type === 'user_change' ? { cache_ts: person.updated } : {};
  await slack.events.publish(workspace, { type, user, ...cacheTs, event_ts: slack.nextTs() });
}
