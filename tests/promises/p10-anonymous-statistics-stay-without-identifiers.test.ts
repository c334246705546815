import { anonymousStatisticsResponse, newId } from '@crescendo/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anonymousStatistics } from '../../services/analytics/src/anonymous-statistics.ts';
import { publishNextWeek } from '../../services/analytics/src/jobs/publish-anonymous-statistics.ts';
import { rosterCounts } from '../../services/analytics/src/roster-counts.ts';
import { weeklyParticipation } from '../../services/analytics/src/weekly-participation.ts';
import { crescendoJson } from '../setup/crescendo.ts';
import { leave } from '../setup/leave.ts';
import { type ServiceDatabase, serviceDatabase } from '../setup/service-database.ts';
import { settled } from '../setup/settled.ts';
import { tenantOf } from '../setup/stored.ts';
import { type InstalledWorkspace, installedWorkspace } from '../setup/workspace.ts';

const LEAVING_MS = 300_000;
const WEEK_MS = 7 * 86_400_000;
const OTHERS = 9;
const threeWeeksOn = new Date(Date.now() + 3 * WEEK_MS);

let workspace: InstalledWorkspace;
let tenant: string;
let database: ServiceDatabase;
/** The week in which its people took part. */
let week: string;

/** Does the same as the service's job when its clock says that the week is closed. */
async function publishThreeWeeksOn(): Promise<void> {
  while (await publishNextWeek({ model: database.model, closedTenants: () => [] }, threeWeeksOn));
}
const published = async () => JSON.stringify(await database.model(anonymousStatistics).find().sort({ _id: 1 }).lean());
const rowsAbout = async (whose: string) => {
  const filter = { tenant: whose };
  return [
    await database.model(weeklyParticipation).countDocuments(filter),
    await database.model(rosterCounts).countDocuments(filter),
  ];
};

beforeAll(async () => {
  workspace = await installedWorkspace([{ realName: 'Robin Example' }, { realName: 'Kim Example' }]);
  const robin = workspace.learner(0);
  await robin.answer(await robin.start(), 'right');
  await settled();
  tenant = await tenantOf(workspace.detail.id);
  database = await serviceDatabase('analytics');
  const ours = await database.model(weeklyParticipation).findOne({ tenant }).orFail().lean();
  const { startsAt } = ours;
  week = ours.week;

  // Rows of more customers than a test can install, as if their people had answered in the same week.
  const none = { starts: 0, stops: 0, lessonsRequested: 0, ratings: 0, comments: 0 };
  for (let customer = 0; customer < OTHERS; customer++) {
    const other = newId('tenant');
    await database.model(rosterCounts).create([{ _id: other, tenant: other, people: 100, version: 1 }]);
    const row = { _id: `${other}/${week}/users/0`, tenant: other, week, startsAt, ...none, answers: 100 };
    await database.model(weeklyParticipation).create([row]);
  }
}, LEAVING_MS);

afterAll(() => database.close());

test('of a closed week it is told what people did over all customers, roughly, and what few did is not', async () => {
  expect(await rowsAbout(tenant)).toEqual([1, 1]);
  await publishThreeWeeksOn();
  const { weeks } = await crescendoJson(anonymousStatisticsResponse, 'statistics');
  const told = weeks.find((each) => each.week === week)?.acts;
  expect(told?.answers).toEqual({ acts: expect.any(Number), customers: '10-24', people: '500-4999' });
  expect(told?.stops).toBe('suppressed');
});

test(
  'what was published stays to the byte when a customer has gone, and has no identifier of anyone',
  async () => {
    const before = await published();
    expect(before).toContain(week);
    for (const identifier of [tenant, workspace.detail.id, ...workspace.detail.people.map(({ id }) => id)])
      expect(before).not.toContain(identifier);
    expect(before).not.toMatch(/\b(tnt|usr|asg|evt)_/);

    await leave(workspace);
    expect(await rowsAbout(tenant)).toEqual([0, 0]);
    await publishThreeWeeksOn();
    expect(await published()).toBe(before);
  },
  LEAVING_MS,
);
