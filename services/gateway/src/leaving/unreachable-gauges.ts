import { type DatabaseGauge, mergedBy, type ServiceContext, showDatabaseGauges } from '@crescendo/chassis';
import { type Installation, installations } from '../installations.ts';

type Known = readonly Pick<Installation, 'trouble'>[];

const troubles = (known: Known) => known.flatMap(({ trouble }) => trouble ?? []);

/** The metrics of customers in whose workspaces Slack refuses us. */
export const unreachableGauges: readonly DatabaseGauge<Known>[] = [
  {
    name: 'crescendo_workspaces_unreachable',
    help: 'Customers whose token Slack refuses, so that nothing is sent to them, by what it said last',
    labelNames: ['code'],
    read: (known) =>
      mergedBy(
        troubles(known).map(({ code }) => ({ labels: { code }, value: 1 })),
        (a, b) => a + b,
      ),
  },
  {
    name: 'crescendo_workspace_unreachable_seconds',
    help: 'For how long a customer has not been reachable, the longest of all',
    labelNames: [],
    read: (known, now) =>
      mergedBy(
        troubles(known).map(({ since }) => ({ labels: {}, value: (now.getTime() - since.getTime()) / 1000 })),
        Math.max,
      ),
  },
];

export function showUnreachable(service: ServiceContext): void {
  const look = () => service.model(installations).find({ status: 'unreachable' }, { trouble: 1 }).lean<Known>();
  showDatabaseGauges(service, { gauges: unreachableGauges, none: [], look });
}
