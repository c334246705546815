import { defineService } from '@crescendo/chassis';
import { anonymousStatistics } from './anonymous-statistics.ts';
import { countParticipation } from './handlers/count-participation.ts';
import { onRosterChanged } from './handlers/on-roster-changed.ts';
import { publishAnonymousStatistics } from './jobs/publish-anonymous-statistics.ts';
import { rosterCounts } from './roster-counts.ts';
import { anonymousStatisticsRoute } from './routes/anonymous-statistics.ts';
import { weeklyParticipation } from './weekly-participation.ts';

/**
 * Counts what the people of a workspace do, week by week, without opening sealed values. For closed weeks it publishes
 * sums across all customers that describe none of them.
 */
export const analytics = defineService({
  name: 'analytics',
  collections: [weeklyParticipation, rosterCounts, anonymousStatistics],
  handlers: [countParticipation, onRosterChanged],
  jobs: [publishAnonymousStatistics],
  operatorRoutes: [anonymousStatisticsRoute],
});
