import type { PersonSpec } from '../state/workspaces.ts';
import { people } from './people-table.ts';

/** The seven people of Juniper Labs, a research start-up. */
export const juniperPeople: PersonSpec[] = [
  ...people('owner', 'America/Denver', 'en-US', ['Odessa Whitehorse | Founder | she/her']),
  ...people('member', 'America/Denver', 'en-US', [
    'Mateo Villanueva | Chemist | he/him',
    'Ruth Abramson | Operations | she/her',
    'Kwame Boateng | Lab Engineer | he/him',
    'Linh Pham | Data Scientist',
  ]),
  ...people('member', 'Europe/Paris', 'fr-FR', ['Camille Rousseau | Chimiste | elle']),
  ...people('guest', 'America/Denver', 'en-US', ['Stellan Berg | Advisor']),
];
