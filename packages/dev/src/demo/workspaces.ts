import type { SlackSimulatorClient, WorkspaceDetail } from '@crescendo/slack-simulator';
import { isActiveHuman } from '@crescendo/slack-simulator';

/** The demo's workspaces with their people, as they are now. Throws if Slack does not have them. */
export async function findDemoWorkspaces(slack: SlackSimulatorClient) {
  const all = await slack.workspaces();
  const find = (name: string): Promise<WorkspaceDetail> => {
    const found = all.find((each) => each.name === name);
    if (!found) throw new Error(`There is no workspace ${name} in Slack`);
    return slack.workspace(found.id);
  };
  const [northwind, juniper] = await Promise.all([find('Northwind Studio'), find('Juniper Labs')]);
  return { northwind, juniper };
}

/**
 * The people who take part: members of every rank, but no guests, no bots, nobody from elsewhere, and nobody who has
 * left or has not signed in yet.
 */
export function membersOf({ people }: WorkspaceDetail): string[] {
  const taking = people.filter((person) => isActiveHuman(person) && ['owner', 'admin', 'member'].includes(person.kind));
  return taking.map(({ id }) => id);
}
