import {
  deliveriesDropped,
  erasureStepRequested,
  newId,
  rosterChanged,
  slackReceived,
  userRemoved,
} from '@crescendo/contracts';
import { describe, expect, test } from 'vitest';
import { showDoubtedRosters } from '../doubted-rosters-gauge.ts';
import { after, DAY, installedWorkspace, member, sixPeople, updated } from '../testing/installed-workspace.ts';
import type { StandInMember } from '../testing/slack-proxy-stand-in.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A workspace whose roster was read once. */
async function readWorkspace(members: StandInMember[] = sixPeople()) {
  const world = await installedWorkspace(members);
  const { sync, setNow, events, slack, tenant, keyring, deliver, metrics } = world;
  await sync();
  showDoubtedRosters(world.context);
  const page = (body: object) => slack.answerNextWith({ status: 200, body: { ok: true, ...body } });
  return {
    ...world,
    syncAt: async (ms: number) => {
      setNow(after(ms));
      await sync();
    },
    removed: async () => (await events(userRemoved)).length,
    seats: async () => (await events(rosterChanged)).map(({ data }) => (data as { billable: number }).billable),
    doubted: async () => {
      const values = (await metrics.registry.getSingleMetric('crescendo_rosters_not_believed')?.get())?.values ?? [];
      return values.map(({ labels, value }) => [labels.code, value]);
    },
    answerWith: page,
    answerNobody: () => page({ members: [], response_metadata: { next_cursor: '' } }),
    leaves: async (id: string) => {
      const [key = ''] = await keyring.hash(tenant, [id]);
      const left = { id, deactivated: true, bot: false, guest: false, updated: updated + 60 };
      await deliver(slackReceived, {
        tenant,
        key,
        data: { traffic: { kind: 'member-changed', slackUser: id, member: left } },
      });
    },
  };
}

describe('a list of nobody', () => {
  test('removes nobody and no seat, and is read again in minutes', async () => {
    const { answerNobody, syncAt, removed, seats, doubted, standsAt } = await readWorkspace();
    answerNobody();
    await syncAt(DAY);
    expect(await standsAt()).toMatchObject({ phase: 'idle', dueAt: after(DAY + 5 * MINUTE), doubt: { why: 'empty' } });
    expect(await doubted()).toEqual([['empty', 1]]);
    expect([await removed(), await seats()]).toEqual([0, [6]]);

    await syncAt(DAY + 5 * MINUTE);
    expect(await standsAt()).not.toHaveProperty('doubt');
    expect(await doubted()).toEqual([]);
    expect([await removed(), await seats()]).toEqual([0, [6, 6]]);
  });

  test('is not believed however often it comes, nor with a bot on it, nor of a workspace of one', async () => {
    const { slack, syncAt, removed, seats } = await readWorkspace([member('U1')]);
    slack.members.splice(0, 1, member('UBOT', { is_bot: true }));
    for (let hours = 0; hours < 5; hours++) await syncAt(DAY + hours * HOUR);
    expect([await removed(), await seats()]).toEqual([0, [1]]);
  });

  test('of people who were all erased takes no seat', async () => {
    const { answerNobody, syncAt, seats, deliver, tenant, userOf } = await readWorkspace([member('U1')]);
    const user = (await userOf('U1')) ?? '';
    const data = { erasure: newId('erasure'), scope: 'person', step: 'fence' } as const;
    await deliver(erasureStepRequested, { tenant, user, key: tenant, data });
    answerNobody();
    await syncAt(DAY);
    expect(await seats()).toEqual([1]);
  });
});

describe('a page without the end of the list', () => {
  test.each([
    ['no response_metadata', {}],
    ['one in no known form', { response_metadata: 'end' }],
  ])('that has %s is read again, and was not the last', async (_what, rest) => {
    const { answerWith, slack, syncAt, removed, seats } = await readWorkspace();
    answerWith({ members: [member('U1')], ...rest });
    await syncAt(DAY);
    expect([await removed(), await seats()]).toEqual([0, [6]]);
    await syncAt(DAY + HOUR);
    expect(slack.asked.slice(3).map(({ arguments: given }) => given.cursor)).toEqual([
      undefined,
      undefined,
      'after:U2',
      'after:U4',
    ]);
    expect([await removed(), await seats()]).toEqual([0, [6, 6]]);
  });
});

describe('a list without most people', () => {
  test('removes nobody and no seat until it comes to the same an hour later', async () => {
    const { slack, syncAt, removed, seats, doubted, standsAt } = await readWorkspace();
    slack.members.splice(1, 4);
    await syncAt(DAY);
    const doubt = { why: 'shrunk', since: after(DAY), gone: 4, listed: 2 };
    expect(await standsAt()).toMatchObject({ phase: 'idle', dueAt: after(DAY + HOUR), doubt });
    expect(await doubted()).toEqual([['shrunk', 1]]);
    expect([await removed(), await seats()]).toEqual([0, [6]]);

    await syncAt(DAY + HOUR);
    expect(await standsAt()).not.toHaveProperty('doubt');
    expect([await removed(), await seats()]).toEqual([4, [6, 2]]);
  });

  test('is forgotten when all are listed again', async () => {
    const { slack, syncAt, removed, seats, standsAt } = await readWorkspace();
    const gone = slack.members.splice(1, 4);
    await syncAt(DAY);
    slack.members.push(...gone);
    await syncAt(DAY + HOUR);
    expect(await standsAt()).not.toHaveProperty('doubt');
    expect([await removed(), await seats()]).toEqual([0, [6, 6]]);
  });

  test('is not believed when it comes again within the hour', async () => {
    const { slack, syncAt, removed, seats, standsAt, deliver, tenant } = await readWorkspace();
    slack.members.splice(1, 4);
    await syncAt(DAY);
    const asked = slack.asked.length;
    await deliver(deliveriesDropped, { tenant, data: {} });
    await syncAt(DAY + 5 * MINUTE);
    expect(slack.asked.length).toBeGreaterThan(asked);
    expect(await standsAt()).toMatchObject({ dueAt: after(DAY + HOUR), doubt: { since: after(DAY) } });
    expect([await removed(), await seats()]).toEqual([0, [6]]);
  });

  test('of people who were erased moves no seat until then', async () => {
    const { slack, syncAt, seats, deliver, tenant, userOf } = await readWorkspace();
    for (const id of ['U1', 'U2', 'U3', 'U4']) {
      const user = (await userOf(id)) ?? '';
      const data = { erasure: newId('erasure'), scope: 'person', step: 'fence' } as const;
      await deliver(erasureStepRequested, { tenant, user, key: tenant, data });
    }
    slack.members.splice(0, 4);
    await syncAt(DAY);
    expect(await seats()).toEqual([6]);
    await syncAt(DAY + HOUR);
    expect(await seats()).toEqual([6, 2]);
  });

  test('leaves what Slack tells of single people as it is: they go at once, and are counted', async () => {
    const { slack, syncAt, leaves, runJob, removed, seats } = await readWorkspace();
    slack.members.splice(1, 4);
    await syncAt(DAY);
    for (const id of ['U2', 'U3', 'U4', 'U5']) await leaves(id);
    expect(await removed()).toBe(4);
    await syncAt(DAY + MINUTE);
    await runJob('count-rosters');
    expect(await seats()).toEqual([6, 2]);
    await syncAt(DAY + HOUR);
    expect([await removed(), await seats()]).toEqual([4, [6, 2, 2]]);
  });
});
