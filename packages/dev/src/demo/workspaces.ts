import type { SlackSimulatorClient, WorkspaceDetail } from '@crescendo/slack-simulator';
import { isActiveHuman } from '@crescendo/slack-simulator';

/** The demo's workspaces with their people, as they are now. Throws when Slack has not got them. */
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

/** Who takes part: members of every rank, but no guests, bots, people from elsewhere, or who have left or not come yet. */
export function membersOf({ people }: WorkspaceDetail): string[] {
  const taking = people.filter((person) => isActiveHuman(person) && ['owner', 'admin', 'member'].includes(person.kind));
  return taking.map(({ id }) => id);
}
