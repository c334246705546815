import { insertOnce, job, type ServiceContext } from '@crescendo/chassis';
import { anonymousCell } from '../anonymous-cell.ts';
import { anonymousStatistics } from '../anonymous-statistics.ts';
import { latestClosedWeek, weekAfter } from '../closed-week.ts';
import { type IsoWeek, isoWeekOf } from '../iso-week.ts';
import { byAct, type Participation } from '../participation.ts';
import { rosterCounts } from '../roster-counts.ts';
import { weeklyParticipation } from '../weekly-participation.ts';

const EVERY_MS = 3_600_000;

type Store = Pick<ServiceContext, 'model' | 'closedTenants'>;

/** Weeks are published one after another, each once, even a week without any act. */
async function nextWeek({ model }: Store): Promise<IsoWeek | undefined> {
  const published = await model(anonymousStatistics).findOne().sort({ startsAt: -1 }).lean();
  if (published) return weekAfter(isoWeekOf(published.startsAt));
  const first = await model(weeklyParticipation).findOne().sort({ startsAt: 1 }).lean();
  return first ? isoWeekOf(first.startsAt) : undefined;
}

/** The acts of each customer who has not left: a week is the sum of its rows. */
async function participationIn({ model, closedTenants }: Store, { startsAt }: IsoWeek) {
  const customers = new Map<string, Participation>();
  for await (const row of model(weeklyParticipation).find({ startsAt }).lean().cursor()) {
    const sum = customers.get(row.tenant);
    customers.set(
      row.tenant,
      byAct((act) => row[act] + (sum?.[act] ?? 0)),
    );
  }
  // Checked after reading the rows: a customer whose rows are partly deleted is already known to be leaving.
  for (const tenant of closedTenants()) customers.delete(tenant);
  return customers;
}

async function publish(service: Store, week: IsoWeek, publishedAt: Date): Promise<void> {
  const customers = await participationIn(service, week);
  const people = new Map<string, number>();
  for await (const row of service.model(rosterCounts).find().lean().cursor()) people.set(row.tenant, row.people);
  const cells = byAct((act) =>
    anonymousCell([...customers].map(([tenant, acts]) => ({ acts: acts[act], people: people.get(tenant) ?? 0 }))),
  );
  await insertOnce(service.model(anonymousStatistics), [
    { _id: week.name, startsAt: week.startsAt, publishedAt, ...cells },
  ]);
}

/** Publishes the next week if it is closed; resolves to whether there was one. */
export async function publishNextWeek(service: Store, now: Date): Promise<boolean> {
  const week = await nextWeek(service);
  if (!week || week.startsAt > latestClosedWeek(now).startsAt) return false;
  await publish(service, week, now);
  return true;
}

/**
 * Publishes what people did in closed weeks across all customers. The figures describe nobody, so they can stay for
 * good (P10).
 */
export const publishAnonymousStatistics = job({
  name: 'publish-anonymous-statistics',
  every: EVERY_MS,
  run: ({ now, service }) => publishNextWeek(service, now),
});
