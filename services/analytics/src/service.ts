import { defineService } from '@crescendo/chassis';
import { countParticipation } from './handlers/count-participation.ts';
import { weeklyParticipation } from './weekly-participation.ts';

/** Counts what the people of a workspace do, week by week, and opens nothing that is sealed. */
export const analytics = defineService({
  name: 'analytics',
  collections: [weeklyParticipation],
  handlers: [countParticipation],
});
