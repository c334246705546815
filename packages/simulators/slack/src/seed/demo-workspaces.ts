import type { SimulatedSlack } from '../slack.ts';
import { seededRandom } from '../state/ids.ts';
import type { Workspace } from '../state/state.ts';
import { createWorkspace } from '../state/workspaces.ts';
import { juniperPeople } from './juniper-people.ts';
import { northwindPeople } from './northwind-people.ts';

const SEED = 20_260_101;

/**
 * The two workspaces of the demo, always with the same people and ids: Northwind Studio with 62 (3 bots, 5 guests, 4
 * who have left, one from another company and one who never signed in among them) and Juniper Labs with 7. Slackbot comes on top in each. The app is in neither yet.
 */
export function seedDemoWorkspaces(slack: SimulatedSlack): { northwind: Workspace; juniper: Workspace } {
  const random = seededRandom(SEED);
  return {
    northwind: createWorkspace(slack, { name: 'Northwind Studio', people: northwindPeople }, random),
    juniper: createWorkspace(slack, { name: 'Juniper Labs', people: juniperPeople }, random),
  };
}
