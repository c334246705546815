import {
  type Fingerprints,
  fingerprintsOf,
  freshText,
  leftovers,
  type Mark,
  personsNamedWith,
  scan,
  sinksOf,
  touched,
} from '@crescendo/scan';
import { beforeAll, expect, inject, test } from 'vitest';
import { chassisCollections } from '../../packages/chassis/src/chassis-collections.ts';
import { allowedIn } from '../faults/erasure/allowed.ts';
import { allServices } from '../setup/all-services.ts';
import { canary, marksOfWorkspace } from '../setup/canaries.ts';
import { copiesOf, type SeenLesson, wordsOf } from '../setup/learner.ts';
import { leave } from '../setup/leave.ts';
import { settled } from '../setup/settled.ts';
import { tenantOf } from '../setup/stored.ts';
import { type InstalledWorkspace, installedWorkspace } from '../setup/workspace.ts';

const LEAVING_MS = 400_000;
const PEOPLE = [canary('owner'), canary(), canary('guest')];
const comment = `A comment ${freshText()}`;
const services = await allServices();
const allowed = allowedIn(
  services.map(({ name, collections }) => ({ name, collections: [...collections, ...chassisCollections] })),
);

/** The record of lent keys, which changes with every lease, whatever happens to other customers. */
const lendings = ({ place }: { place: string }) => place.startsWith('purge.releases/');

let adminUri: string;
let workspace: InstalledWorkspace;
let tenant: string;
let persons: string[];
let marks: Mark[];
let firstLesson: SeenLesson;
let staying: { tenant: string; before: Fingerprints };

/** A person learns as people do. Resolves to their first lesson. */
async function learn({ learner }: InstalledWorkspace): Promise<SeenLesson> {
  const someone = learner(1);
  const lesson = await someone.start();
  await someone.answer(lesson, 'right');
  await someone.rate(lesson, 'helpful');
  await someone.comment(lesson, comment);
  await someone.more();
  return lesson;
}

beforeAll(async () => {
  adminUri = inject('system').run.mongodb?.uri ?? '';
  workspace = await installedWorkspace(PEOPLE, `Workspace ${freshText()}`);
  const other = await installedWorkspace([canary('owner'), canary()], `Workspace ${freshText()}`);
  firstLesson = await learn(workspace);
  await learn(other);
  await settled();
  const { detail } = workspace;
  tenant = await tenantOf(detail.id);
  persons = await personsNamedWith(adminUri, tenant);
  marks = [{ name: 'comment', value: comment }, ...marksOfWorkspace(await workspace.slack.workspace(detail.id))];
  const stays = await tenantOf(other.detail.id);
  staying = { tenant: stays, before: await fingerprintsOf(adminUri, stays, (row) => !lendings(row)) };
  await leave(workspace);
  await settled();
}, LEAVING_MS);

test('of a customer who has gone the administrator of the databases finds what may stay, and nothing else', async () => {
  // A retried attempt may have created a key for an id that the person then did not get.
  expect(persons.length).toBeGreaterThanOrEqual(PEOPLE.length);
  const left = await leftovers(adminUri, { tenant, persons, allowed });
  expect(left.filter((row) => row.allowed === undefined)).toEqual([]);
  const fenced = left.filter(({ place }) => place.endsWith(`.fences/${tenant}`)).map(({ place }) => place);
  expect(fenced.sort()).toEqual(services.map(({ name }) => `${name}.fences/${tenant}`).sort());
  expect(left.map(({ place }) => place)).toContain(`purge.tenantKeys/${tenant}`);
});

test('every row of another customer is what it was, to the byte', async () => {
  expect(staying.before.size).toBeGreaterThan(50);
  const after = await fingerprintsOf(adminUri, staying.tenant, (row) => !lendings(row));
  expect(touched(staying.before, after)).toEqual([]);
});

test('none of what it was known by lies in clear anywhere', async () => {
  const { found, blind } = await scan({ marks, sinks: sinksOf(inject('system')) });
  expect(blind).toEqual([]);
  expect(found).toEqual([]);
});

test(
  'what Slack delivers late about it makes nothing; when it comes back it is a new customer without a past',
  async () => {
    const { slack, detail } = workspace;
    const late = (await slack.deliveries({ team: detail.id })).find(({ path }) => path === 'events');
    if (late) await slack.replay(late.id);
    await settled();
    const left = await leftovers(adminUri, { tenant, persons, allowed });
    expect(left.filter((row) => row.allowed === undefined)).toEqual([]);

    expect(await slack.installApp(detail.id)).toMatchObject({ ok: true });
    const again = await tenantOf(detail.id);
    expect(again).not.toBe(tenant);
    const learner = workspace.learner(1);
    await learner.slack.openHome();
    await learner.until('Start in Home', ({ home }) => wordsOf(home).includes('Start'));
    await learner.start();
    expect(copiesOf(await learner.slack.surface(), firstLesson)).not.toEqual([]); // in Slack it stays, because it is the customer's own
    const now = await personsNamedWith(adminUri, again);
    expect(now.filter((person) => persons.includes(person))).toEqual([]);
  },
  LEAVING_MS,
);
