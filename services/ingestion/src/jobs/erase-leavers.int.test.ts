import { refusing, runOf } from '@crescendo/chassis-testing';
import { erasureAsked, erasureStepRequested, newId, slackReceived } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { people } from '../people.ts';
import { after, DAY, installedWorkspace, member, updated } from '../testing/installed-workspace.ts';
import { eraseLeavers } from './erase-leavers.ts';

/** A workspace of two people; the second left a day after its roster was first read. */
async function left() {
  const world = await installedWorkspace([member('U1'), member('U2')]);
  const { sync, slack, setNow, deliver, keyring, tenant, runJob, events, userOf } = world;
  await sync();
  const user = (await userOf('U2')) ?? '';
  slack.members.splice(1, 1);
  setNow(after(DAY));
  await sync();
  const [key = ''] = await keyring.hash(tenant, ['U2']);
  return {
    ...world,
    user,
    askedOn: async (day: number) => {
      setNow(after(day * DAY));
      await runJob('erase-leavers');
      return (await events(erasureAsked)).map((event) => [event.user, event.data]);
    },
    comesBack: () => {
      const back = { id: 'U2', deactivated: false, bot: false, guest: false, updated: updated + 9 * (DAY / 1000) };
      const traffic = { kind: 'member-changed' as const, slackUser: 'U2', member: back };
      return deliver(slackReceived, { tenant, key, data: { traffic } });
    },
    personStep: (step: 'fence') =>
      deliver(erasureStepRequested, {
        tenant,
        user,
        key: tenant,
        data: { erasure: newId('erasure'), scope: 'person', step },
      }),
    tenantStep: (step: 'hold' | 'release') =>
      deliver(erasureStepRequested, { tenant, data: { erasure: newId('erasure'), scope: 'tenant', step } }),
  };
}

test('who left is erased 30 days later, and that is asked for once', async () => {
  const { askedOn, user } = await left();
  expect(await askedOn(30)).toEqual([]);
  const asked = [[user, { why: 'left', at: after(31 * DAY).getTime() }]];
  expect(await askedOn(31)).toEqual(asked);
  expect(await askedOn(32)).toEqual(asked);
});

test('who came back in time is not', async () => {
  const { askedOn, comesBack, userOf, user } = await left();
  await comesBack();
  expect(await userOf('U2')).toBe(user);
  expect(await askedOn(40)).toEqual([]);
});

test('who comes back when it was asked for already is erased all the same', async () => {
  const { askedOn, comesBack, personStep, context, tenant, user } = await left();
  expect(await askedOn(31)).toHaveLength(1);
  await comesBack();
  await personStep('fence');
  expect(await context.model(people).findOne({ _id: user, tenant }).lean()).toMatchObject({ status: 'fenced' });
  expect((await comesBack()).outcome).toEqual({ kind: 'skip', code: 'person-erased' });
});

test('of a customer who is held nobody is asked for, nor read, nor counted, until it is let go', async () => {
  const { askedOn, tenantStep, sync, slack, runJob, context } = await left();
  await tenantStep('hold');
  const before = slack.asked.length;
  expect(await askedOn(31)).toEqual([]);
  await sync();
  await runJob('count-rosters');
  expect(slack.asked).toHaveLength(before);
  await tenantStep('release');
  await context.transact({ tenant: newId('tenant') }, async () => {}); // like any next unit of work, it reads the fences
  expect(await askedOn(32)).toHaveLength(1);
});

test('a person of whom it cannot be asked keeps no other waiting, and is asked for once it can be', async () => {
  const world = await installedWorkspace([member('U1'), member('U2')]);
  const { sync, setNow, events, userOf, context } = world;
  await sync();
  const [first = '', second = ''] = [await userOf('U1'), await userOf('U2')];
  for (const [at, _id] of [first, second].entries())
    await context.model(people).updateOne({ _id }, { $set: { status: 'removed', erasureDueAt: after(at) } });
  const poisoned = new Set([first]);
  const run = runOf(eraseLeavers, refusing(context, poisoned));
  const asked = async () => (await events(erasureAsked)).map(({ user }) => user);
  setNow(after(DAY));
  await run(after(DAY));
  expect(await asked()).toEqual([second]);
  poisoned.clear();
  await run(after(DAY));
  expect(await asked()).toEqual([second]);
  setNow(after(DAY + 60_000));
  await run(after(DAY + 60_000));
  expect(await asked()).toEqual([second, first]);
});
