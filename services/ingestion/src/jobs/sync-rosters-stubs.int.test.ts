import { rosterChanged, slackReceived, userRemoved } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { people } from '../people.ts';
import { installedWorkspace, member } from '../testing/installed-workspace.ts';
import type { StandInMember } from '../testing/slack-proxy-stand-in.ts';

const slackUser = 'U9';

/** A new person opened App Home, but the result could not be committed: they have only an id. */
async function actedInVain(members: StandInMember[]) {
  const world = await installedWorkspace(members);
  const { tenant, keyring, deliver, beforeWrites, context } = world;
  const [key = ''] = await keyring.hash(tenant, [slackUser]);
  beforeWrites((at) => {
    if (at === 'outbox.insertMany') throw new Error('forced');
  });
  const { outcome } = await deliver(slackReceived, {
    tenant,
    key,
    data: { traffic: { kind: 'home-opened', slackUser } },
  });
  beforeWrites(undefined);
  expect(outcome).toEqual({ kind: 'dead-letter', code: 'unexpected' });
  const rows = () => context.model(people).find({ tenant, slackIndex: key }).lean();
  const [stub] = await rows();
  expect(stub).toMatchObject({ status: 'active', stub: true });
  expect(stub).not.toHaveProperty('slackUser');
  return { ...world, rows, user: stub?.user };
}

test('whose act could not be followed is no seat, and is completed under their id when they are listed', async () => {
  const { slack, sync, rows, user, events } = await actedInVain([member('U1')]);
  slack.members.push(member(slackUser));
  await sync();
  expect(await rows()).toMatchObject([{ user, stub: false, slackUser: expect.any(String) }]);
  expect((await events(rosterChanged)).map(({ data }) => data)).toMatchObject([{ billable: 2 }]);
});

test('and is removed when a whole roster does not name them', async () => {
  const { sync, rows, user, events } = await actedInVain([member('U1')]);
  await sync();
  expect(await rows()).toMatchObject([{ user, status: 'removed', erasureDueAt: expect.any(Date) }]);
  expect((await events(userRemoved)).map((event) => event.user)).toEqual([user]);
  expect((await events(rosterChanged)).map(({ data }) => data)).toMatchObject([{ billable: 1 }]);
});
