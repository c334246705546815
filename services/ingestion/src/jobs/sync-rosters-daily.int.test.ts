import { rosterChanged, slackReceived, userRemoved, userSynced } from '@crescendo/contracts';
import { describe, expect, test } from 'vitest';
import { people } from '../people.ts';
import { after, DAY, installedWorkspace, member, sixPeople, updated } from '../testing/installed-workspace.ts';

describe('the daily reconciliation', () => {
  test('is due a day later and says only what is new', async () => {
    const { sync, slack, setNow, events, userOf, known } = await installedWorkspace(sixPeople());
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
        ['_id', 'erasureDueAt', 'seen', 'slackIndex', 'status', 'stub', 'tenant', 'user', 'version'], // no sealed field
      );
  });

  test('many who are missing are removed a few at a time, and counted once', async () => {
    const { sync, slack, setNow, events } = await installedWorkspace(sixPeople());
    await sync();
    slack.members.splice(1, 3);
    setNow(after(DAY));
    await sync();
    expect(new Set((await events(userRemoved)).map(({ user }) => user)).size).toBe(3);
    expect((await events(rosterChanged)).map(({ data }) => data)).toMatchObject([{ billable: 6 }, { billable: 3 }]);
  });

  test('who was missing and is listed again is back under the same person id', async () => {
    const { sync, slack, setNow, events, userOf } = await installedWorkspace(sixPeople());
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
    const { unit, sync, deliver, keyring, tenant, events, known } = await installedWorkspace(sixPeople());
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
    await sync(); // U0 is on no page: it joined after its page was read
    expect(await events(userRemoved)).toHaveLength(0);
    expect(await known()).toHaveLength(7);
    expect((await events(rosterChanged)).at(-1)?.data).toMatchObject({ billable: 7 });
  });

  test('who was invited is known, keeps nothing with us, and is a seat when they have signed in', async () => {
    const { sync, slack, setNow, events, known, context, tenant } = await installedWorkspace([
      member('U1'),
      member('U2', { is_invited_user: true }),
    ]);
    await sync();
    const [invited] = await context.model(people).find({ tenant, status: 'invited' }).lean();
    expect(Object.keys(invited ?? {}).sort()).toEqual(
      ['_id', 'listed', 'seen', 'slackIndex', 'status', 'stub', 'tenant', 'user', 'version'], // no sealed field
    );
    expect(await events(userSynced)).toHaveLength(1);

    slack.members.splice(1, 1, member('U2', { updated: updated + 60 }));
    setNow(after(DAY));
    await sync();
    expect(await known()).toMatchObject([
      { slackUser: 'U1' },
      { slackUser: 'U2', _id: invited?._id, status: 'active' },
    ]);
    expect((await events(userSynced)).at(-1)?.user).toBe(invited?._id);

    slack.members.splice(1, 1);
    setNow(after(2 * DAY));
    await sync();
    expect((await events(rosterChanged)).map(({ data }) => data)).toMatchObject([
      { billable: 1 },
      { billable: 2 },
      { billable: 1 },
    ]);
  });

  test('an invitation that is taken back leaves a tombstone, and nobody hears of it', async () => {
    const { sync, slack, setNow, events, known } = await installedWorkspace([
      member('U1'),
      member('U2', { is_invited_user: true }),
    ]);
    await sync();
    slack.members.splice(1, 1);
    setNow(after(DAY));
    await sync();
    expect((await known()).map(({ status }) => status).sort()).toEqual(['active', 'removed']);
    expect(await events(userRemoved)).toEqual([]);
  });

  test.each([
    ['before their page', 1],
    ['between pages', 2],
    ['after all pages', 4],
  ])('who changes %s is counted as they are then', async (_when, units) => {
    const { unit, sync, deliver, keyring, tenant, setNow, events } = await installedWorkspace(sixPeople());
    await sync();
    setNow(after(DAY));
    for (let done = 0; done < units; done++) await unit(undefined, after(DAY));
    const tell = async (id: string, change: { deactivated?: boolean; guest?: boolean }) => {
      const told = { id, deactivated: false, bot: false, guest: false, updated: updated + 60, ...change };
      const [key = ''] = await keyring.hash(tenant, [id]);
      await deliver(slackReceived, {
        tenant,
        key,
        data: { traffic: { kind: 'member-changed', slackUser: id, member: told } },
      });
    };
    await tell('U1', { deactivated: true });
    await tell('U4', { guest: true });
    await tell('U6', { deactivated: true });
    await tell('U7', { guest: true });
    await sync();
    expect((await events(rosterChanged)).at(-1)?.data).toMatchObject({ billable: 5, guests: 2 });
  });
});
