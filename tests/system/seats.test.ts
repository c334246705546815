import { slackActions } from '@crescendo/contracts';
import type { PersonSpec } from '@crescendo/slack-simulator';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { seats } from '../../services/billing/src/seats.ts';
import { people } from '../../services/ingestion/src/people.ts';
import { rosterSyncs } from '../../services/ingestion/src/roster-syncs.ts';
import { wordsOf } from '../setup/learner.ts';
import { rewriteRow } from '../setup/rewrite-row.ts';
import { type ServiceDatabase, serviceDatabase } from '../setup/service-database.ts';
import { settled } from '../setup/settled.ts';
import { everythingStored, rowsOf, tenantOf } from '../setup/stored.ts';
import { type InstalledWorkspace, installedWorkspace } from '../setup/workspace.ts';

type Kind = { who: string; is: Omit<PersonSpec, 'realName'>; known: 'active' | 'invited' | 'no'; counts: Counts };
type Counts = { billable: 0 | 1; guests: 0 | 1 };

const seat: Counts = { billable: 1, guests: 0 };
const guest: Counts = { billable: 1, guests: 1 };
const none: Counts = { billable: 0, guests: 0 };
const elsewhere = { teamId: 'T0ELSEWHERE' };

/** Every kind of member in Slack's list: whether we know them, and what they count as. */
const kinds: readonly Kind[] = [
  { who: 'an owner', is: { kind: 'owner' }, known: 'active', counts: seat },
  { who: 'an admin', is: { kind: 'admin' }, known: 'active', counts: seat },
  { who: 'a member', is: {}, known: 'active', counts: seat },
  { who: 'a guest', is: { kind: 'guest' }, known: 'active', counts: guest },
  { who: 'a guest of one channel', is: { kind: 'single-channel-guest' }, known: 'active', counts: guest },
  { who: 'a member without e-mail', is: { email: '' }, known: 'active', counts: seat },
  { who: 'a member without profile', is: { odd: { profile: null } }, known: 'active', counts: seat },
  { who: 'a member without zone', is: { odd: { tz: null, locale: null } }, known: 'active', counts: seat },
  { who: 'a member changed before time', is: { odd: { updated: -1 } }, known: 'active', counts: seat },
  { who: 'a member changed after time', is: { odd: { updated: 1e300 } }, known: 'active', counts: seat },
  { who: 'a member changed at no time', is: { odd: { updated: null } }, known: 'active', counts: seat },
  { who: 'someone invited', is: { invited: true }, known: 'invited', counts: none },
  { who: 'a guest invited', is: { invited: true, kind: 'guest' }, known: 'invited', counts: none },
  { who: 'a stranger', is: { origin: { ...elsewhere, calledStranger: true } }, known: 'no', counts: none },
  { who: 'a stranger not called one', is: { origin: elsewhere }, known: 'no', counts: none },
  { who: 'a stranger of Grid', is: { origin: { ...elsewhere, enterpriseId: 'E0THEIRS' } }, known: 'no', counts: none },
  { who: 'an invited stranger', is: { origin: elsewhere, invited: true }, known: 'no', counts: none },
  { who: 'a stranger’s bot', is: { origin: elsewhere, kind: 'bot' }, known: 'no', counts: none },
  { who: 'a bot', is: { kind: 'bot' }, known: 'no', counts: none },
  { who: 'a workflow', is: { kind: 'workflow-bot' }, known: 'no', counts: none },
  { who: 'a connector', is: { kind: 'connector-bot' }, known: 'no', counts: none },
  { who: 'someone deactivated', is: { deactivated: true }, known: 'no', counts: none },
  { who: 'a guest deactivated', is: { deactivated: true, kind: 'guest' }, known: 'no', counts: none },
  { who: 'someone whom Slack erased', is: { forgotten: true }, known: 'no', counts: none },
];
const erasedHere = { who: 'someone who was erased here', is: {}, known: 'no', counts: seat } satisfies Kind;

const specOf = ({ who, is }: Kind): PersonSpec => ({ realName: who, ...is });
const sum = (all: readonly Kind[]) => ({
  billable: all.filter(({ counts }) => counts.billable).length,
  guests: all.filter(({ counts }) => counts.guests).length,
});

let billing: ServiceDatabase;
let ingestion: ServiceDatabase;

beforeAll(async () => {
  billing = await serviceDatabase('billing');
  ingestion = await serviceDatabase('ingestion');
  return () => Promise.all([billing.close(), ingestion.close()]);
});

async function world(specs: readonly PersonSpec[], enterprise?: { id: string; name: string }) {
  const workspace = await installedWorkspace(specs, 'A workspace', enterprise);
  return { ...workspace, tenant: await tenantOf(workspace.detail.id) };
}
type World = InstalledWorkspace & { tenant: string };

/** Waits until billing has these seats. */
async function seatsBecome({ tenant }: World, wanted: { billable: number; guests: number }): Promise<void> {
  await vi.waitFor(
    async () => expect(await billing.model(seats).findOne({ _id: tenant }).lean()).toMatchObject(wanted),
    { timeout: 120_000, interval: 500 },
  );
}

/** The active people, by Slack ID and by our id, and the number of invited ones. */
async function knownIn({ tenant }: World) {
  const rows = await rowsOf('ingestion', people, { tenant, open: ['slackUser'] });
  const active = rows.filter(({ status }) => status === 'active');
  return {
    slackUsers: new Set(active.map(({ slackUser }) => slackUser)),
    active: active.map(({ _id }) => _id),
    invited: rows.filter(({ status }) => status === 'invited').length,
  };
}

async function expectKnown(at: World, all: readonly Kind[]): Promise<void> {
  const { people: members } = await at.slack.workspace(at.detail.id);
  const { slackUsers, active, invited } = await knownIn(at);
  const known = (kind: Kind) => slackUsers.has(members.find(({ realName }) => realName === kind.who)?.id);
  expect(all.map((kind) => [kind.who, known(kind)])).toEqual(all.map(({ who, known: is }) => [who, is === 'active']));
  expect(active).toHaveLength(all.filter((kind) => kind.known === 'active').length);
  expect(invited).toBe(all.filter((kind) => kind.known === 'invited').length);

  const stored = (await everythingStored()).filter(({ document }) => document.tenant === at.tenant);
  const keys = stored.filter(({ database, collection }) => database === 'purge' && collection === 'keys');
  const owners = new Set(keys.flatMap(({ document }) => (document.user ? [document.user] : [])));
  expect(owners, 'only whom we know has keys').toEqual(new Set(active));
}

async function deadLettersOf({ tenant }: World): Promise<unknown[]> {
  const stored = (await everythingStored()).filter(({ document }) => document.tenant === tenant);
  return stored.filter(({ collection }) => collection === 'deadLetters').map(({ document }) => document.code);
}

/** Runs one more roster sync of the workspace, from the first page to the count. */
async function readRoster({ tenant }: World): Promise<void> {
  const sync = () => ingestion.model(rosterSyncs).findOne({ _id: tenant }).lean();
  const before = (await sync())?.run;
  await rewriteRow('ingestion', { collection: rosterSyncs.name, id: tenant, fields: { dueAt: new Date(0) } });
  await vi.waitFor(
    async () => {
      const now = await sync();
      if (now?.phase !== 'idle' || now.run === before) throw new Error('the roster is being read');
    },
    { timeout: 120_000, interval: 500 },
  );
  await settled();
}

describe('a workspace with every kind of member', () => {
  test('whose list is read', async () => {
    const at = await world(kinds.map(specOf));
    await seatsBecome(at, sum(kinds));
    await settled();
    await expectKnown(at, kinds);
    await readRoster(at);
    await seatsBecome(at, sum(kinds));
  });

  test('who join one by one, and change', async () => {
    const [owner, ...others] = kinds;
    if (!owner) throw new Error('nobody is there to install the app');
    const at = await world([specOf(owner)]);
    const { id } = at.detail;
    await seatsBecome(at, sum([owner]));
    const joined = new Map<string, string>();
    for (const kind of others) joined.set(kind.who, (await at.slack.addPerson(id, specOf(kind))).id);
    await seatsBecome(at, sum(kinds));
    await settled();
    await expectKnown(at, kinds);

    const change = (who: string, changes: object) => at.slack.changePerson(id, joined.get(who) ?? '', changes);
    await change('someone invited', { invited: false });
    await change('a guest invited', { invited: false });
    await change('a stranger not called one', { title: 'Still not ours' });
    await change('a member changed after time', { deactivated: true });
    await change('a member changed before time', { kind: 'guest' });
    const { billable, guests } = sum(kinds);
    await seatsBecome(at, { billable: billable + 2 - 1, guests: guests + 1 + 1 });
    await readRoster(at);
    await seatsBecome(at, { billable: billable + 2 - 1, guests: guests + 1 + 1 });
    expect(await deadLettersOf(at)).toEqual([]);
  });

  test('of a Grid organisation: its people are ours wherever they are at home, those of another are not', async () => {
    const sister = { teamId: 'T0SISTER', enterpriseId: 'E0OURS' };
    const grid: readonly Kind[] = [
      { who: 'an owner', is: { kind: 'owner' }, known: 'active', counts: seat },
      { who: 'a colleague', is: { origin: { ...sister, memberHere: true } }, known: 'active', counts: seat },
      { who: 'a colleague of a sister', is: { origin: sister }, known: 'active', counts: seat },
      { who: 'a stranger', is: { origin: { ...elsewhere, enterpriseId: 'E0THEIRS' } }, known: 'no', counts: none },
      { who: 'a stranger of no organisation', is: { origin: elsewhere }, known: 'no', counts: none },
    ];
    const at = await world(grid.map(specOf), { id: 'E0OURS', name: 'Ours' });
    await seatsBecome(at, sum(grid));
    await settled();
    await expectKnown(at, grid);
    for (const { who } of grid) {
      const { people: members } = await at.slack.workspace(at.detail.id);
      await at.slack.changePerson(at.detail.id, members.find(({ realName }) => realName === who)?.id ?? '', {
        title: 'X',
      });
    }
    await readRoster(at);
    await expectKnown(at, grid);
    await seatsBecome(at, sum(grid));
  });
});

test('whoever was erased here still counts while they are in the workspace, and nothing of them is kept', async () => {
  const all = [kinds[0] ?? erasedHere, erasedHere];
  const at = await world(all.map(specOf));
  await seatsBecome(at, sum(all));
  const robin = at.learner(1);
  await robin.start();
  await robin.slack.click({ on: 'home', actionId: slackActions.eraseMe });
  await robin.until('what is deleted', ({ home }) => wordsOf(home).includes('Your data is deleted'));
  await settled();
  await readRoster(at);
  await expectKnown(at, all);
  await seatsBecome(at, sum(all));

  await at.slack.changePerson(at.detail.id, at.detail.people[1]?.id ?? '', { deactivated: true });
  await seatsBecome(at, { billable: 1, guests: 0 });
});
