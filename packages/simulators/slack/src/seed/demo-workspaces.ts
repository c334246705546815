import type { SimulatedSlack } from '../slack.ts';
import { seededRandom } from '../state/ids.ts';
import type { Workspace } from '../state/state.ts';
import { createWorkspace } from '../state/workspaces.ts';
import { juniperPeople } from './juniper-people.ts';
import { northwindPeople } from './northwind-people.ts';

const SEED = 20_260_101;

/**
 * The demo's two workspaces, always with the same people and ids: Northwind Studio with 62 people (among them 3 bots, 5
 * guests, 4 who have left, one from another company and one who never signed in) and Juniper Labs with 7. Each also has
 * Slackbot. Neither has the app yet.
 */
export function seedDemoWorkspaces(slack: SimulatedSlack): { northwind: Workspace; juniper: Workspace } {
  const random = seededRandom(SEED);
  return {
    northwind: createWorkspace(slack, { name: 'Northwind Studio', people: northwindPeople }, random),
    juniper: createWorkspace(slack, { name: 'Juniper Labs', people: juniperPeople }, random),
  };
}
