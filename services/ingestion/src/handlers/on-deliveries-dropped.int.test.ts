import { deliveriesDropped, newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { after, DAY, installedWorkspace, member, sixPeople } from '../testing/installed-workspace.ts';

const MINUTE = 60_000;

async function workspace() {
  const installed = await installedWorkspace(sixPeople());
  const { deliver, tenant } = installed;
  const dropped = (minute: number) => deliver(deliveriesDropped, { tenant, time: after(minute * MINUTE), data: {} });
  return { ...installed, dropped };
}

test('what Slack left out is found by reading the roster anew within minutes, once for all of them', async () => {
  const { sync, dropped, standsAt, slack, setNow, userOf } = await workspace();
  await sync();
  slack.members.push(member('U7'));
  for (const minute of [1, 2, 3]) await dropped(minute);
  expect((await standsAt())?.dueAt).toEqual(after(6 * MINUTE));

  const asked = slack.asked.length;
  setNow(after(6 * MINUTE));
  await sync();
  expect(await userOf('U7')).toBeDefined();
  expect(slack.asked).toHaveLength(asked + 4);
  expect((await standsAt())?.dueAt).toEqual(after(6 * MINUTE + DAY));
});

test('what is left out while the roster is read is found by another run after it', async () => {
  const { sync, unit, dropped, standsAt, slack } = await workspace();
  await unit();
  await unit();
  for (const minute of [1, 2]) await dropped(minute);
  const asked = slack.asked.length;
  await sync();
  expect(await standsAt()).toMatchObject({ phase: 'idle', again: false });
  expect(slack.asked).toHaveLength(asked + 2 + 3);
});

test('a unit that is under way when events are left out does not forget it', async () => {
  const { unit, dropped, standsAt, context } = await workspace();
  await unit();
  const meanwhile: typeof context.transact = async (about, work) => {
    await dropped(1);
    return await context.transact(about, work);
  };
  await unit({ ...context, transact: meanwhile });
  expect(await standsAt()).toMatchObject({ phase: 'reading', again: true });
});

test('a workspace whose roster was never read has nothing to read anew', async () => {
  const { deliver } = await workspace();
  const tenant = newId('tenant');
  expect((await deliver(deliveriesDropped, { tenant, data: {} })).outcome).toEqual({ kind: 'done' });
});
