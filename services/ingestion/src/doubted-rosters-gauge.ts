import { type DatabaseGauge, mergedBy, type ServiceContext, showDatabaseGauges } from '@crescendo/chassis';
import { type RosterSync, rosterSyncs } from './roster-syncs.ts';

type Known = readonly Pick<RosterSync, 'doubt'>[];

/** The metric of rosters that are not believed. */
export const doubtedRosters: DatabaseGauge<Known> = {
  name: 'crescendo_rosters_not_believed',
  help: 'Customers whose member list, as Slack told it last, has nobody (empty) or lacks most people (shrunk)',
  labelNames: ['code'],
  read: (known) =>
    mergedBy(
      known.flatMap(({ doubt }) => (doubt ? { labels: { code: doubt.why }, value: 1 } : [])),
      (a, b) => a + b,
    ),
};

export function showDoubtedRosters(service: ServiceContext): void {
  const look = () => {
    const doubted = {
      'doubt.why': { $in: ['empty' as const, 'shrunk' as const] },
      tenant: { $nin: service.closedTenants() },
    };
    return service.model(rosterSyncs).find(doubted, { doubt: 1 }).lean<Known>();
  };
  showDatabaseGauges(service, { gauges: [doubtedRosters], none: [], look });
}
