import { slackActions } from '@crescendo/contracts';
import { freshText, leftovers } from '@crescendo/scan';
import { beforeAll, expect, inject, test, vi } from 'vitest';
import { chassisCollections } from '../../packages/chassis/src/chassis-collections.ts';
import { seats } from '../../services/billing/src/seats.ts';
import { people } from '../../services/ingestion/src/people.ts';
import { rosterSyncs } from '../../services/ingestion/src/roster-syncs.ts';
import { learners } from '../../services/personalization/src/learners.ts';
import { erasures } from '../../services/purge/src/erasures/erasures.ts';
import { allowedIn } from '../faults/erasure/allowed.ts';
import { allServices } from '../setup/all-services.ts';
import { canary } from '../setup/canaries.ts';
import { type Learner, wordsOf } from '../setup/learner.ts';
import { rewriteRow } from '../setup/rewrite-row.ts';
import { type ServiceDatabase, serviceDatabase } from '../setup/service-database.ts';
import { settled } from '../setup/settled.ts';
import { tenantOf } from '../setup/stored.ts';
import { type InstalledWorkspace, installedWorkspace } from '../setup/workspace.ts';

const ERASED_WITHIN_MS = 240_000;
const services = await allServices();
const allowed = allowedIn(
  services.map(({ name, collections }) => ({ name, collections: [...collections, ...chassisCollections] })),
);

type Databases = Record<'ingestion' | 'personalization' | 'billing' | 'purge', ServiceDatabase>;
let databases: Databases;
let workspace: InstalledWorkspace;
let robin: Learner;
let tenant: string;
/** Robin's id before the deletion of their data. */
let erased: string;

const press = (actionId: string) => robin.slack.click({ on: 'home', actionId });
const homeSays = (words: string) => robin.until(words, ({ home }) => wordsOf(home).includes(words));

async function eventually(what: string, found: () => Promise<boolean>): Promise<void> {
  const look = async () => {
    if (!(await found())) throw new Error(`not yet: ${what}`);
  };
  await vi.waitFor(look, { timeout: ERASED_WITHIN_MS, interval: 500 });
}

const syncOf = () => databases.ingestion.model(rosterSyncs).findOne({ _id: tenant }).lean();
const seatsUsed = async () => (await databases.billing.model(seats).findOne({ _id: tenant }).lean())?.billable;
const learning = () => databases.personalization.model(learners).find({ tenant, status: 'active' }).lean();

/** Runs one more roster sync of the workspace, from the first page to the count. */
async function syncRoster(): Promise<void> {
  const before = (await syncOf())?.run;
  await rewriteRow('ingestion', { collection: rosterSyncs.name, id: tenant, fields: { dueAt: new Date(0) } });
  await eventually('a roster sync', async () => {
    const sync = await syncOf();
    return sync?.phase === 'idle' && sync.run !== before;
  });
}

beforeAll(async () => {
  databases = {
    ingestion: await serviceDatabase('ingestion'),
    personalization: await serviceDatabase('personalization'),
    billing: await serviceDatabase('billing'),
    purge: await serviceDatabase('purge'),
  };
  workspace = await installedWorkspace([canary('owner'), canary()], `Workspace ${freshText()}`);
  tenant = await tenantOf(workspace.detail.id);
  robin = workspace.learner(1);
  await eventually('both are known', async () => (await seatsUsed()) === 2);
  const lesson = await robin.start();
  await robin.answer(lesson, 'right');
  await robin.rate(lesson, 'helpful');
  erased = (await learning())[0]?.user ?? '';

  await homeSays('Delete my data');
  await press(slackActions.eraseMe);
  await homeSays('It will be deleted on');
  await press(slackActions.keepMe);
  await homeSays('Delete my data');
  await press(slackActions.eraseMe);
  await homeSays('Your data is deleted');
  await eventually('everything is erased', async () => {
    const erasure = await databases.purge
      .model(erasures)
      .findOne({ user: erased, state: { $ne: 'cancelled' } })
      .lean();
    return erasure !== null && ['waiting-for-intake-keys', 'done'].includes(erasure.state);
  });
  await settled();
  return () => Promise.all(Object.values(databases).map((database) => database.close()));
}, 400_000);

test('of someone who had their data deleted nothing is left but what may stay', async () => {
  const uri = inject('system').run.mongodb?.uri ?? '';
  const left = await leftovers(uri, { persons: [erased], allowed });
  const notKept = left.filter((row) => row.allowed === undefined).map(({ place }) => place);
  // The row that says that their erasure is open: it closes when the keys of the days on which they acted are gone.
  expect(notKept).toEqual([`purge.openErasures/${erased}`]);
});

test('two roster syncs and an event of Slack bring nobody back: no row, no message, and no seat less', async () => {
  const messages = (await robin.slack.surface()).messages.length;
  await syncRoster();
  const { id, people: members } = workspace.detail;
  await workspace.slack.changePerson(id, members[1]?.id ?? '', { timeZone: 'Asia/Tokyo' });
  await syncRoster();
  await robin.slack.openHome();
  await settled();

  expect(await databases.ingestion.model(people).countDocuments({ tenant })).toBe(1);
  expect(await databases.personalization.model(learners).countDocuments({ tenant })).toBe(1);
  expect(await learning()).toEqual([]);
  expect(await seatsUsed()).toBe(2);
  const seen = await robin.slack.surface();
  expect(seen.messages).toHaveLength(messages);
  expect(wordsOf(seen.home)).toContain('Your data is deleted');
});

test('whoever starts again is someone new, with nothing of what was', async () => {
  const messages = (await robin.slack.surface()).messages.length;
  await press(slackActions.start);
  await robin.until('a first lesson', (seen) => seen.messages.length > messages + 1);
  const [row, another] = await learning();
  expect(another).toBeUndefined();
  expect(row?.user).not.toBe(erased);
  expect(row?.assigned).toBe(1);
  await homeSays('1 of ');
  await syncRoster();
  await settled();
  expect(await seatsUsed()).toBe(2);
});
