import { allArchivesResponse, archiveEraseResponse } from '@crescendo/contracts';
import { beforeAll, expect, test } from 'vitest';
import { archivedRecords } from '../../packages/chassis/src/erasure/step-rows.ts';
import { seats } from '../../services/billing/src/seats.ts';
import { people as ingestionPeople } from '../../services/ingestion/src/people.ts';
import { crescendo, crescendoJson } from '../setup/crescendo.ts';
import { leave } from '../setup/leave.ts';
import { settled } from '../setup/settled.ts';
import { everythingStored, rowsOf, tenantOf } from '../setup/stored.ts';
import { installedWorkspace } from '../setup/workspace.ts';

const LEAVING_MS = 300_000;
const comment = 'Worth the two minutes, says Robin of the night shift.';
const people = [
  { realName: 'Alex Owner', kind: 'owner', email: 'alex.of.p09@example.org' },
  { realName: 'Robin Example', kind: 'guest', email: 'robin.of.p09@example.org' },
] as const;

let tenant: string;
let staying: string;
/** Everything that identifies the people and the workspace, both Slack's data and ours. */
let telling: string[];

const inArchives = async () =>
  (await everythingStored()).filter(({ collection }) => collection === archivedRecords.name).map((row) => row.document);
const archiveOf = async (whose: string) => {
  const { services } = await crescendoJson(allArchivesResponse, 'archive', 'show', whose);
  return services.flatMap(({ service, records }) => records.map(({ from, record }) => ({ service, from, record })));
};

beforeAll(async () => {
  const [workspace, other] = [await installedWorkspace(people), await installedWorkspace()];
  const robin = workspace.learner(1);
  const lesson = await robin.start();
  await robin.answer(lesson, 'right');
  await robin.comment(lesson, comment);
  await settled();
  const { id, people: members } = workspace.detail;
  [tenant, staying] = [await tenantOf(id), await tenantOf(other.detail.id)];
  const users = (await rowsOf('ingestion', ingestionPeople, { tenant, open: [] as const })).map(({ _id }) => _id);
  telling = [id, comment, ...members.map((member) => member.id), ...people.map(({ email }) => email), ...users];
  expect(users).toHaveLength(people.length);
  await leave(workspace);
}, LEAVING_MS);

test('of a customer who has gone the archive has how many seats there were, and nothing about anyone', async () => {
  expect(await archiveOf(tenant)).toEqual([
    { service: 'billing', from: seats.name, record: { billable: 2, guests: 1, version: expect.any(Number) } },
  ]);
  const archived = (await inArchives()).filter((row) => row.tenant === tenant);
  expect(archived).toHaveLength(1);
  for (const word of telling) expect(JSON.stringify(archived)).not.toContain(word);
});

test('who is still a customer is not in the archive', async () => {
  expect(await archiveOf(staying)).toEqual([]);
  expect(await rowsOf('billing', seats, { tenant: staying, open: [] as const })).toHaveLength(1);
});

test('a request that covers the archive too erases it, with its reason on record', async () => {
  const others = (await inArchives()).filter((row) => row.tenant !== tenant);
  expect((await crescendo('archive', 'erase', tenant)).code).toBe(2);
  const reason = ['--reason', 'request 17 of the customer'];
  expect(await crescendoJson(archiveEraseResponse, 'archive', 'erase', tenant, ...reason)).toEqual({ erased: 1 });
  expect(await archiveOf(tenant)).toEqual([]);
  expect(await inArchives()).toEqual(others);
  const actions = (await everythingStored()).filter(({ collection }) => collection === 'operatorActions');
  expect(actions.map(({ document }) => document)).toContainEqual(
    expect.objectContaining({ action: 'archive-erased', outcome: 'done', reason: 'request 17 of the customer' }),
  );
});
