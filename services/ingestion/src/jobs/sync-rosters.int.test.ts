import type { ServiceContext } from '@crescendo/chassis';
import { testService } from '@crescendo/chassis/testing';
import {
  type EventType,
  newId,
  rosterChanged,
  slackReceived,
  tenantInstalled,
  userRemoved,
  userSynced,
} from '@crescendo/contracts';
import { describe, expect, test } from 'vitest';
import { people } from '../people.ts';
import { rosterSyncs } from '../roster-syncs.ts';
import { ingestion } from '../service.ts';
import { type StandInMember, slackProxyStandIn } from '../slack/proxy-stand-in.ts';

const start = new Date('2026-03-02T09:00:00Z');
const DAY = 86_400_000;
const after = (ms: number) => new Date(start.getTime() + ms);
const updated = start.getTime() / 1000 - 1_000;

const member = (id: string, rest: Partial<StandInMember> = {}): StandInMember => ({
  id,
  updated,
  tz: 'Europe/Zurich',
  locale: 'de-CH',
  profile: { email: `${id.toLowerCase()}@crescendo.example` },
  ...rest,
});

const sixPeople = () => ['U1', 'U2', 'U3', 'U4', 'U5', 'U6'].map((id) => member(id));

/** A workspace that just installed, with pages of two. */
async function installed(members: StandInMember[]) {
  const slack = await slackProxyStandIn(members);
  const definition = ingestion({ GATEWAY_URL: slack.url, ROSTER_PAGE_SIZE: 2 });
  const service = await testService(definition, { now: start });
  const tenant = newId('tenant');
  await service.deliver(tenantInstalled, { tenant, data: { scopes: [] } });
  const job = definition.jobs.find(({ name }) => name === 'sync-rosters');
  if (!job) throw new Error('ingestion has no job sync-rosters');

  const known = async () => {
    const rows = await service.context.model(people).find({ tenant }).lean();
    const fields = ['slackUser', 'email', 'timezone', 'locale', 'flags'] as const;
    const opened = await service.context.open(people, rows, fields);
    return opened.sort((one, other) => String(one.slackUser).localeCompare(String(other.slackUser)));
  };
  return {
    ...service,
    slack,
    tenant,
    known,
    sync: () => service.runJob('sync-rosters'),
    /** One unit of work, as a process would do it that dies after it. */
    unit: (context: ServiceContext = service.context, now = start) =>
      job.run({ now, service: context, signal: new AbortController().signal }),
    standsAt: () => service.context.model(rosterSyncs).findOne({ _id: tenant, tenant }).lean(),
    events: async (type: EventType) => (await service.published()).filter((event) => event.type === type.name),
    userOf: async (slackUser: string) => (await known()).find((person) => person.slackUser === slackUser)?.user,
  };
}

/** A context whose units of work are done and then not committed: the process was killed just before. */
const killedBeforeCommit = (context: ServiceContext): ServiceContext => ({
  ...context,
  transact: (unit, work) =>
    context.transact(unit, async (tx) => {
      await work(tx);
      throw new Error('killed');
    }),
});

describe('the first roster sync', () => {
  test('reads all pages in the name of the workspace, and knows the people and nobody else', async () => {
    const { sync, slack, tenant, known, events } = await installed([
      member('U1'),
      member('UBOT', { is_bot: true }),
      member('U2', { is_restricted: true, locale: 'fr-CH' }),
      member('UGONE', { deleted: true, tz: undefined }),
      member('U3', { tz: undefined, locale: undefined, profile: {} }),
      member('USLACKBOT'),
    ]);
    await sync();

    expect(slack.asked.map(({ method, authorization, arguments: given }) => [method, authorization, given])).toEqual([
      ['users.list', `Bearer gateway:${tenant}`, { limit: '2', include_locale: 'true' }],
      ['users.list', `Bearer gateway:${tenant}`, { limit: '2', include_locale: 'true', cursor: 'after:UBOT' }],
      ['users.list', `Bearer gateway:${tenant}`, { limit: '2', include_locale: 'true', cursor: 'after:UGONE' }],
    ]);
    expect(await known()).toMatchObject([
      { slackUser: 'U1', email: 'u1@crescendo.example', timezone: 'Europe/Zurich', flags: { guest: false } },
      { slackUser: 'U2', locale: 'fr-CH', flags: { guest: true }, status: 'active', stub: false },
      { slackUser: 'U3', status: 'active' },
    ]);
    expect(Object.keys((await known())[2] ?? {})).not.toContain('email');
    const version = updated * 1000;
    expect((await events(userSynced)).map(({ user, key, data }) => [user === key, data])).toEqual([
      [true, { version, timezone: 'Europe/Zurich', locale: 'de-CH' }],
      [true, { version, timezone: 'Europe/Zurich', locale: 'fr-CH' }],
      [true, { version, timezone: 'Etc/UTC', locale: 'en-US' }],
    ]);
    expect((await events(rosterChanged)).map(({ data }) => data)).toEqual([
      { billable: 3, guests: 1, version: start.getTime() },
    ]);
  });

  test('seals everything that says who someone is, and keeps the cursor sealed while it runs', async () => {
    const { unit, standsAt, context, tenant } = await installed([
      member('UCANARYONE'),
      member('UCANARYTWO'),
      member('UCANARYTHREE'),
    ]);
    await unit();
    await unit();
    const rows = await context.model(people).find({ tenant }).lean();
    expect(rows).toHaveLength(2);
    expect(JSON.stringify([rows, await standsAt()])).not.toMatch(/canary|crescendo\.example|Zurich/i);
    expect((await standsAt())?.cursor).toMatch(/^eyJ/);
  });

  test('a workspace that is installed twice over has one sync', async () => {
    const { deliver, tenant, context } = await installed([]);
    await deliver(tenantInstalled, { tenant, data: { scopes: [] } });
    expect(await context.model(rosterSyncs).countDocuments({ tenant })).toBe(1);
  });
});

describe('a roster sync that is cut off', () => {
  test('between pages goes on with the next page', async () => {
    const { unit, slack, sync, events } = await installed(sixPeople());
    await unit(); // begins
    await unit(); // first page, and then the process dies
    await sync();
    expect(slack.asked.map(({ arguments: given }) => given.cursor)).toEqual([undefined, 'after:U2', 'after:U4']);
    expect(await events(userSynced)).toHaveLength(6);
    expect((await events(rosterChanged)).map(({ data }) => data)).toMatchObject([{ billable: 6 }]);
  });

  test('in the middle of any unit does that unit again, and nobody twice', async () => {
    const { unit, context, setNow, sync, events, known, standsAt } = await installed(sixPeople());
    for (let at = 0; (await standsAt())?.counted === 0; at++) {
      const before = await standsAt();
      await unit(killedBeforeCommit(context), after(at * 10_000));
      expect(await standsAt()).toMatchObject({ phase: before?.phase, run: before?.run, step: before?.step });
      await unit(context, after(at * 10_000 + 5_000));
    }
    setNow(after(DAY / 2));
    await sync();
    expect(await known()).toHaveLength(6);
    expect(new Set((await events(userSynced)).map(({ user }) => user)).size).toBe(6);
    expect(await events(userSynced)).toHaveLength(6);
    expect(await events(rosterChanged)).toHaveLength(1);
  });

  test('while another replica does the same: each page takes effect once', async () => {
    const { unit, sync, events, known } = await installed(sixPeople());
    await unit();
    await Promise.all([unit(), unit()]);
    await sync();
    expect(await known()).toHaveLength(6);
    expect(await events(userSynced)).toHaveLength(6);
  });
});

describe('when Slack does not answer as hoped', () => {
  test('a 429 in the middle is waited for as long as Slack says, then the same page is read', async () => {
    const { unit, sync, slack, standsAt, setNow, events } = await installed(sixPeople());
    await unit();
    await unit();
    slack.answerNextWith({ status: 429, headers: { 'retry-after': '7' }, body: { ok: false, error: 'ratelimited' } });
    await sync();
    expect(slack.asked).toHaveLength(2);
    expect((await standsAt())?.dueAt).toEqual(after(7_000));

    setNow(after(6_999));
    await sync();
    expect(slack.asked).toHaveLength(2);

    setNow(after(7_000));
    await sync();
    expect(slack.asked.map(({ arguments: given }) => given.cursor)).toEqual([
      undefined,
      'after:U2',
      'after:U2',
      'after:U4',
    ]);
    expect(await events(userSynced)).toHaveLength(6);
  });

  test('a workspace that has to wait holds up no other', async () => {
    const { deliver, sync, slack, events } = await installed([member('U1')]);
    const other = newId('tenant');
    await deliver(tenantInstalled, { tenant: other, data: { scopes: [] } });
    slack.answerNextWith({ status: 200, body: { ok: false, error: 'account_inactive' } });
    await sync();
    expect(await events(rosterChanged)).toHaveLength(1);
  });

  test('a cursor that Slack forgot starts the list anew, and nobody who was seen is removed', async () => {
    const { unit, sync, slack, setNow, events } = await installed(sixPeople());
    await unit();
    await unit();
    slack.answerNextWith({ status: 200, body: { ok: false, error: 'invalid_cursor' } });
    await sync();
    setNow(after(1_000));
    await sync();
    expect(slack.asked.at(2)?.arguments.cursor).toBeUndefined();
    expect(await events(userSynced)).toHaveLength(6);
    expect(await events(userRemoved)).toHaveLength(0);
  });

  test.each([
    [
      'a gateway that is away',
      503,
      { type: 'about:blank', title: 'Not available', status: 503, code: 'x', retry: true },
    ],
    ['an answer in no known form', 200, { ok: true, members: [{ id: 7 }] }],
  ])('%s loses nothing', async (_what, status, body) => {
    const { sync, slack, setNow, events } = await installed(sixPeople());
    slack.answerNextWith({ status, body });
    await sync();
    expect(await events(userSynced)).toHaveLength(0);
    setNow(after(3_600_000));
    await sync();
    expect(await events(userSynced)).toHaveLength(6);
  });
});

describe('the daily reconciliation', () => {
  test('is due a day later and says only what is new', async () => {
    const { sync, slack, setNow, events, userOf, known } = await installed(sixPeople());
    await sync();
    const [first, second, third] = await Promise.all(['U1', 'U2', 'U3'].map(userOf));
    const before = (await events(userSynced)).length;

    setNow(after(DAY - 1));
    await sync();
    expect(slack.asked).toHaveLength(3);

    slack.members.splice(
      0,
      3,
      member('U1', { tz: 'Asia/Tokyo', updated: updated + 60 }),
      member('U2', { deleted: true, updated: updated + 60 }),
    );
    slack.members.push(member('U7'));
    setNow(after(DAY));
    await sync();

    const news = (await events(userSynced)).slice(before);
    expect(news.map(({ user, data }) => [user, data])).toEqual([
      [first, { version: (updated + 60) * 1000, timezone: 'Asia/Tokyo', locale: 'de-CH' }],
      [await userOf('U7'), { version: updated * 1000, timezone: 'Europe/Zurich', locale: 'de-CH' }],
    ]);
    expect((await events(userRemoved)).map(({ user, data }) => [user, data])).toEqual([
      [second, { version: (updated + 60) * 1000 }],
      [third, { version: updated * 1000 + 1 }],
    ]);
    expect((await events(rosterChanged)).map(({ data }) => data)).toMatchObject([{ billable: 6 }, { billable: 5 }]);
    const gone = (await known()).filter(({ status }) => status === 'removed');
    expect(gone).toHaveLength(2);
    for (const person of gone)
      expect(Object.keys(person).sort()).toEqual(
        ['_id', 'seen', 'slackIndex', 'status', 'stub', 'tenant', 'user', 'version'], // nothing that is sealed
      );
  });

  test('many who are missing are removed a few at a time, and counted once', async () => {
    const { sync, slack, setNow, events } = await installed(sixPeople());
    await sync();
    slack.members.splice(1, 4);
    setNow(after(DAY));
    await sync();
    expect(new Set((await events(userRemoved)).map(({ user }) => user)).size).toBe(4);
    expect((await events(rosterChanged)).map(({ data }) => data)).toMatchObject([{ billable: 6 }, { billable: 2 }]);
  });

  test('who was missing and is listed again is back under the same person id', async () => {
    const { sync, slack, setNow, events, userOf } = await installed(sixPeople());
    await sync();
    const user = await userOf('U6');
    const [gone] = slack.members.splice(5, 1);
    setNow(after(DAY));
    await sync();
    if (gone) slack.members.push(gone);
    setNow(after(2 * DAY));
    await sync();
    expect((await events(userRemoved)).map((event) => event.user)).toEqual([user]);
    expect((await events(userSynced)).at(-1)?.user).toBe(user);
    expect(await userOf('U6')).toBe(user);
  });

  test('who joins while the pages are read is not taken for missing', async () => {
    const { unit, sync, deliver, keyring, tenant, events, known } = await installed(sixPeople());
    await unit();
    await unit();
    const [key] = await keyring.hash(tenant, ['U0']);
    const joined = {
      id: 'U0',
      deactivated: false,
      bot: false,
      guest: false,
      updated: updated + 5,
      timezone: 'Asia/Tokyo',
    };
    await deliver(slackReceived, {
      tenant,
      key: key ?? '',
      data: { traffic: { kind: 'member-changed', slackUser: 'U0', member: joined } },
    });
    await sync(); // U0 is on no page: it came after the page it would be on was read
    expect(await events(userRemoved)).toHaveLength(0);
    expect(await known()).toHaveLength(7);
    expect((await events(rosterChanged)).at(-1)?.data).toMatchObject({ billable: 7 });
  });
});
