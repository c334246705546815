import { defineService } from '@crescendo/chassis';
import { rosterChanged, userRemoved, userSynced } from '@crescendo/contracts';
import { actTimes } from './act-times.ts';
import { showDoubtedRosters } from './doubted-rosters-gauge.ts';
import { lookUpPerson } from './effects/look-up-person.ts';
import { erasedPeople, forgetPerson } from './erased-people.ts';

import { onDeliveriesDropped } from './handlers/on-deliveries-dropped.ts';
import { onSlackReceived } from './handlers/on-slack-received.ts';
import { onTenantInstalled } from './handlers/on-tenant-installed.ts';
import { countRosters } from './jobs/count-rosters.ts';
import { eraseLeavers } from './jobs/erase-leavers.ts';
import { syncRosters } from './jobs/sync-rosters.ts';
import { lastActs } from './last-acts.ts';
import { people } from './people.ts';
import { rosterSyncs } from './roster-syncs.ts';
import { addresses } from './routes/addresses.ts';
import type { IngestionSettings } from './settings.ts';
import { slackDirectory } from './slack/directory.ts';
import { uncountedChanges } from './uncounted-changes.ts';

/** Knows who is in each workspace, and turns Slack traffic into events in the words of the product. */
export const ingestion = (settings: IngestionSettings) => {
  const directory = slackDirectory({ gatewayUrl: settings.GATEWAY_URL, pageSize: settings.ROSTER_PAGE_SIZE });
  return defineService({
    name: 'ingestion',
    collections: [people, actTimes, erasedPeople, lastActs, rosterSyncs, uncountedChanges],
    handlers: [onTenantInstalled, onDeliveriesDropped, onSlackReceived],
    effects: [lookUpPerson(directory)],
    jobs: [syncRosters(directory), countRosters, eraseLeavers],
    routes: [addresses],
    publishes: [userSynced, userRemoved, rosterChanged],
    erasure: { onFence: forgetPerson },
    warmUp: async (service) => showDoubtedRosters(service),
  });
};
