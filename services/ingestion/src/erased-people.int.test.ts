import {
  erasureStepRequested,
  learningStarted,
  newId,
  rosterChanged,
  type SlackTraffic,
  slackActions,
  slackReceived,
  userRemoved,
  userSynced,
} from '@crescendo/contracts';
import { describe, expect, test } from 'vitest';
import { erasedPeople } from './erased-people.ts';
import { observeMembers } from './observe-members.ts';
import { people } from './people.ts';
import { addresses } from './routes/addresses.ts';
import type { SeatCount } from './seats.ts';
import { after, DAY, installedWorkspace, member, start, updated } from './testing/installed-workspace.ts';

const slackUser = 'U2';
const HOUR = 3_600_000;
const pressed = (action: string): SlackTraffic => ({ kind: 'action', slackUser, action });

/** A workspace of three people, whose roster was read once and whose second person can be erased. */
async function workspace() {
  const world = await installedWorkspace([member('U1'), member(slackUser), member('U3')]);
  const { tenant, deliver, keyring, sync, context, setNow, runJob, userOf } = world;
  await sync();
  const user = (await userOf(slackUser)) ?? '';
  const [slackIndex = ''] = await keyring.hash(tenant, [slackUser]);
  const counts = async () => (await world.events(rosterChanged)).map(({ data }) => data as SeatCount);
  const step = (name: 'fence' | 'erase' | 'verify') =>
    deliver(erasureStepRequested, {
      tenant,
      user,
      key: tenant,
      data: { erasure: newId('erasure'), scope: 'person', step: name },
    });
  return {
    ...world,
    user,
    slackIndex,
    fence: () => step('fence'),
    async erase() {
      await step('fence');
      await step('erase');
      await runJob('erase');
    },
    receive: (traffic: SlackTraffic, time?: Date) =>
      deliver(slackReceived, { tenant, key: slackIndex, data: { traffic }, ...(time && { time }) }),
    rosterSync: async (day: number) => {
      setNow(after(day * DAY));
      await sync();
    },
    rowsOf: () => context.model(people).find({ tenant, slackIndex }).lean(),
    counts,
    /** The seats after all noted changes are counted and all due rosters are read. */
    seats: async () => {
      setNow(after(30 * DAY));
      await runJob('count-rosters');
      await sync();
      return (await counts()).at(-1)?.billable;
    },
  };
}

describe('someone who was erased', () => {
  test('is brought back by no roster sync and by nothing they do: no row, nothing published', async () => {
    const { erase, rosterSync, receive, rowsOf, user, published, events, slack } = await workspace();
    await erase();
    await rosterSync(1);
    slack.members.splice(1, 1, member(slackUser, { tz: 'Asia/Tokyo', updated: updated + 60 }));
    await rosterSync(2);

    const moved = { id: slackUser, deactivated: false, bot: false, guest: false, updated: updated + 120 };
    expect(await receive({ kind: 'member-changed', slackUser, member: moved })).toEqual({
      outcome: { kind: 'skip', code: 'person-erased' },
      published: [],
      performed: [],
    });
    for (const act of [pressed(slackActions.more), { kind: 'home-opened', slackUser } as const])
      expect((await receive(act)).outcome).toEqual({ kind: 'skip', code: 'person-erased' });

    expect(await rowsOf()).toEqual([]);
    const aboutThem = (await published()).filter((event) => event.user === user).map(({ type }) => type);
    expect(new Set(aboutThem)).toEqual(new Set(['erasure-step-done']));
    expect(await events(userSynced)).toHaveLength(2); // the others'
  });

  test('is kept as a keyed hash, which goes with the customer', async () => {
    const { erase, context, store, deliver, tenant, runJob, slackIndex } = await workspace();
    await erase();
    expect(await context.model(people).countDocuments({ tenant })).toBe(2);
    expect(await context.model(erasedPeople).find({ tenant }).lean()).toMatchObject([{ slackIndex, erasedAt: start }]);
    const erasure = newId('erasure');
    for (const step of ['fence', 'erase'] as const)
      await deliver(erasureStepRequested, { tenant, data: { erasure, scope: 'tenant', step } });
    await runJob('erase');
    expect(await store.model(erasedPeople).countDocuments({ tenant })).toBe(0);
  });

  test('is someone new when they press Start again', async () => {
    const { erase, receive, rowsOf, user, runEffects, events, seats } = await workspace();
    await erase();
    const { outcome, published } = await receive(pressed(slackActions.start), after(HOUR));
    expect(outcome).toEqual({ kind: 'done' });
    const [row] = await rowsOf();
    expect(row?.user).not.toBe(user);
    expect(published).toMatchObject([{ type: 'learning-started', user: row?.user }]);
    await runEffects();
    expect((await events(userSynced)).at(-1)?.user).toBe(row?.user);
    expect(await seats()).toBe(3);
  });

  test('is one new person, however often it has to be tried', async () => {
    const { erase, receive, rowsOf, user, beforeWrites, keyIds, events } = await workspace();
    await erase();
    const before = new Set(keyIds());
    const failing = ['people.insertMany', 'people.replaceOne', 'outbox.insertMany', 'ledger.insertMany'];
    beforeWrites((at) => {
      if (at === failing[0]) throw new Error(`forced before ${failing.shift()}`);
    });
    expect((await receive(pressed(slackActions.start), after(HOUR))).outcome).toEqual({ kind: 'done' });
    beforeWrites(undefined);
    expect(failing).toEqual([]);
    const [row] = await rowsOf();
    expect(row?.user).not.toBe(user);
    const made = keyIds().filter((id) => id.startsWith('usr_') && !before.has(id));
    expect(new Set(made.map((id) => id.split('/')[0]))).toEqual(new Set([row?.user]));
    expect((await events(learningStarted)).map((event) => event.user)).toEqual([row?.user]);
  });

  test('may start again while their rows are still being erased', async () => {
    const { fence, erase, receive, rowsOf, user } = await workspace();
    await fence();
    await receive(pressed(slackActions.start), after(HOUR));
    await erase();
    expect(await rowsOf()).toMatchObject([{ status: 'active' }]);
    expect((await rowsOf())[0]?.user).not.toBe(user);
  });

  test('has not started again by a Start that is older than their erasure', async () => {
    const { erase, receive, rowsOf } = await workspace();
    await erase();
    const { outcome } = await receive(pressed(slackActions.start), after(-HOUR));
    expect(outcome).toEqual({ kind: 'skip', code: 'person-erased' });
    expect(await rowsOf()).toEqual([]);
  });
});

describe('the number of seats follows Slack alone', () => {
  test('an erasure neither changes it nor has it told again', async () => {
    const { erase, runJob, counts, setNow, rosterSync } = await workspace();
    await erase();
    setNow(after(HOUR));
    await runJob('count-rosters');
    expect(await counts()).toMatchObject([{ billable: 3, guests: 0 }]);
    await rosterSync(1);
    expect(await counts()).toMatchObject([{ billable: 3 }, { billable: 3 }]);
  });

  test('someone erased while the roster is read counts once, whichever page has been read', async () => {
    for (const pagesRead of [0, 1, 2]) {
      const { fence, unit, counts, sync, setNow } = await workspace();
      setNow(after(DAY));
      for (let at = 0; at < 1 + pagesRead; at++) await unit(undefined, after(DAY));
      await fence();
      await sync();
      expect((await counts()).at(-1)).toMatchObject({ billable: 3 });
    }
  });

  test('someone erased who leaves the workspace is a seat less as soon as the list is read, which is at once', async () => {
    const { erase, receive, slack, sync, counts, setNow } = await workspace();
    await erase();
    slack.members.splice(1, 1, member(slackUser, { deleted: true, updated: updated + 60 }));
    const left = { id: slackUser, deactivated: true, bot: false, guest: false, updated: updated + 60 };
    setNow(after(HOUR));
    await receive({ kind: 'member-changed', slackUser, member: left }, after(HOUR));
    await sync();
    expect(await counts()).toMatchObject([{ billable: 3 }, { billable: 2 }]);
  });

  test('what changes while the list is read has it read again when that is over', async () => {
    const { erase, receive, slack, unit, sync, counts, setNow } = await workspace();
    await erase();
    setNow(after(DAY));
    await unit(undefined, after(DAY));
    await unit(undefined, after(DAY)); // the page they are on
    slack.members.splice(1, 1);
    const left = { id: slackUser, deactivated: true, bot: false, guest: false, updated: updated + 60 };
    await receive({ kind: 'member-changed', slackUser, member: left }, after(DAY));
    await sync();
    expect((await counts()).slice(1)).toMatchObject([{ billable: 3 }, { billable: 2 }]);
  });

  test('someone erased who starts again counts once, before and after Slack has said who they are', async () => {
    const { erase, receive, runEffects, runJob, counts, sync, setNow } = await workspace();
    await erase();
    await receive(pressed(slackActions.start), after(HOUR));
    await runEffects();
    setNow(after(2 * HOUR));
    await runJob('count-rosters');
    expect(await counts()).toMatchObject([{ billable: 3 }]);
    await sync();
    expect((await counts()).at(-1)).toMatchObject({ billable: 3 });
  });
});

test('from the fence until they are erased the gateway still finds them, to show them that, and nobody else does', async () => {
  const { fence, erase, receive, context, tenant, user, known } = await workspace();
  const find = () =>
    addresses.handle({ body: { users: [user] }, caller: { service: 'gateway', tenant }, service: context });
  await fence();
  expect(await find()).toEqual({ addresses: [{ user, slackUser }] });
  expect((await receive(pressed(slackActions.more))).outcome).toEqual({ kind: 'skip', code: 'person-erased' });
  await erase();
  expect(await find()).toEqual({ addresses: [] });
  expect(await known()).toHaveLength(2);
});

test('a page of a roster that was begun before the fence brings nobody back', async () => {
  const { fence, erase, context, tenant, user, slackIndex, rowsOf } = await workspace();
  const meanwhile = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  let attempts = 0;
  const page = context.transact({ tenant, publishes: [userSynced, userRemoved] }, async (tx) => {
    attempts += 1;
    await tx.model(people).findOne({ _id: user }); // its snapshot begins here
    begun.resolve();
    await meanwhile.promise;
    const moved = { id: slackUser, deactivated: false, bot: false, guest: false, updated: updated + 60 };
    const observations = [{ slackIndex, member: moved }];
    return await observeMembers(tx, { observations, toldAt: tx.now, run: 'r', onPage: true });
  });
  await begun.promise;
  await fence();
  meanwhile.resolve();
  expect(await page).toMatchObject({ changed: 0, erased: 1 });
  expect(attempts).toBe(2);
  await erase();
  expect(await rowsOf()).toEqual([]);
});
