import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { payloadOf } from '../testing/app-under-test.ts';
import { codeFor, exchange, type Stage, setStage } from '../testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.stop());

const page = z.object({
  members: z.array(z.looseObject({ id: z.string() })),
  response_metadata: z.object({ next_cursor: z.string() }),
});

test('pages follow their cursor to the end, some shorter than asked for, nobody twice', async () => {
  await stage.install();
  for (const number of [1, 2, 3, 4, 5, 6]) {
    await stage.client.addPerson(stage.workspace.id, { realName: `Guest ${number}`, kind: 'guest' });
  }
  const seen: string[] = [];
  const sizes: number[] = [];
  let cursor = '';
  do {
    const { members, response_metadata } = page.parse((await stage.call('users.list', { limit: 3, cursor })).body);
    seen.push(...members.map((member) => member.id));
    sizes.push(members.length);
    cursor = response_metadata.next_cursor;
  } while (cursor);
  const { people } = await stage.client.workspace(stage.workspace.id);
  expect(seen).toEqual(people.map((person) => person.id));
  expect(sizes).toEqual([3, 2, 2, 2, 1]);
});

test('a cursor that was never given is refused', async () => {
  await stage.install();
  expect((await stage.call('users.list', { limit: 3, cursor: 'bm9ib2R5' })).body.error).toBe('invalid_cursor');
});

test('members come with names and pictures; e-mail and locale only when granted and asked for', async () => {
  await stage.install(['users:read']);
  const [, amara] = stage.workspace.people;
  const bare = (await stage.call('users.info', { user: amara?.id })).body;
  expect(bare.user).toMatchObject({ real_name: 'Amara Okafor', tz: 'Africa/Lagos', tz_offset: 3600 });
  expect(bare.user).toHaveProperty('profile.image_512');
  expect(bare.user).not.toHaveProperty('profile.email');
  expect(bare.user).not.toHaveProperty('locale');
  await stage.install(['users:read', 'users:read.email']);
  const whole = (await stage.call('users.info', { user: amara?.id, include_locale: true })).body;
  expect(whole.user).toMatchObject({ locale: 'en-GB', profile: { email: 'amara.okafor@testing-grounds.example' } });
});

test('bots, Slackbot (which is not marked as one) and the deactivated are in the list', async () => {
  await stage.install();
  const [, amara] = stage.workspace.people;
  await stage.client.changePerson(stage.workspace.id, amara?.id ?? '', { deactivated: true });
  const { members } = page.parse((await stage.call('users.list')).body);
  expect(members.find((member) => member.id === 'USLACKBOT')).toMatchObject({ is_bot: false, name: 'slackbot' });
  expect(members.find((member) => member.id === amara?.id)).not.toHaveProperty('tz');
  expect(members).toContainEqual(expect.objectContaining({ name: 'crescendo', is_bot: true }));
});

test('people of every kind are listed, told of by users.info and by both events, as Slack words them', async () => {
  await stage.install();
  const team = stage.workspace.id;
  const kinds = [
    ['calledStranger', { origin: { teamId: 'T0ELSEWHERE', calledStranger: true } }],
    ['foreign', { origin: { teamId: 'T0ELSEWHERE', enterpriseId: 'E0OTHER' } }],
    ['invited', { invited: true }],
    ['forgotten', { forgotten: true }],
    ['workflow', { kind: 'workflow-bot' }],
    ['connector', { kind: 'connector-bot' }],
    ['odd', { odd: { profile: null, tz: null, updated: 1e300 } }],
    ['timeless', { odd: { updated: null } }],
  ] as const;
  const asSlackSays = {
    calledStranger: {
      team_id: 'T0ELSEWHERE',
      is_stranger: true,
      profile: { email: 'calledstranger@testing-grounds.example' },
    },
    foreign: {
      team_id: 'T0ELSEWHERE',
      is_stranger: false,
      enterprise_user: { enterprise_id: 'E0OTHER', teams: ['T0ELSEWHERE'] },
    },
    invited: { team_id: team, is_invited_user: true, is_email_confirmed: false, deleted: false },
    forgotten: { is_forgotten: true, deleted: true, profile: {} },
    workflow: { is_bot: true, is_workflow_bot: true },
    connector: { is_bot: true, is_connector_bot: true },
    odd: { profile: null, tz: null, updated: 1e300 },
    timeless: { deleted: false },
  };
  for (const [realName, spec] of kinds) await stage.client.addPerson(team, { realName, ...spec });
  const { members } = page.parse((await stage.call('users.list')).body);
  for (const [at, [realName]] of kinds.entries()) {
    const listed = members.find(({ name }) => name === realName.toLowerCase());
    expect(listed).toMatchObject(asSlackSays[realName]);
    expect((await stage.call('users.info', { user: listed?.id })).body.user).toEqual(listed);
    await stage.client.changePerson(team, listed?.id ?? '', { title: 'changed' });
    const joined = (await stage.app.got('/slack/events', kinds.length + at + 1))[at];
    expect(joined && payloadOf(joined).event).toMatchObject({ type: 'team_join', user: asSlackSays[realName] });
  }
  const changed = (await stage.app.got('/slack/events', 2 * kinds.length)).slice(kinds.length);
  expect(changed.map((request) => payloadOf(request).event)).toMatchObject(
    kinds.map(([realName]) => ({ type: 'user_change', user: asSlackSays[realName] })),
  );
  expect(members.find(({ name }) => name === 'timeless')).not.toHaveProperty('updated');
});

test('nobody from elsewhere, nor whoever was only invited, can use the app here', async () => {
  await stage.install();
  const team = stage.workspace.id;
  for (const spec of [{ invited: true }, { origin: { teamId: 'T0ELSEWHERE' } }]) {
    const { id } = await stage.client.addPerson(team, { realName: 'Somebody', ...spec });
    await expect(stage.client.as(team, id).openHome()).rejects.toThrow('Only active people of the workspace can act.');
  }
});

test('a workspace of a Grid organisation names it with its people and in what it sends', async () => {
  const enterprise = { id: 'E0GRID', name: 'Everything' };
  const { id } = await stage.client.createWorkspace({
    name: 'In Grid',
    enterprise,
    people: [
      { realName: 'Own', kind: 'owner' },
      { realName: 'Colleague', origin: { teamId: 'T0SISTER', enterpriseId: 'E0GRID', memberHere: true } },
    ],
  });
  const access = (await exchange(stage.simulator.url, { code: await codeFor(stage.client, stage.simulator.url, id) }))
    .body;
  expect(access.enterprise).toEqual(enterprise);
  const { members } = page.parse((await stage.call('users.list', {}, String(access.access_token))).body);
  expect(members.slice(0, 2)).toMatchObject([
    { team_id: id, enterprise_user: { enterprise_id: 'E0GRID', teams: [id] } },
    { team_id: 'T0SISTER', enterprise_user: { enterprise_id: 'E0GRID', teams: ['T0SISTER', id] } },
  ]);
  await stage.client.as(id, members[1]?.id ?? '').openHome();
  const [opened] = await stage.app.got('/slack/events', 1);
  expect(opened && payloadOf(opened)).toMatchObject({ team_id: id, enterprise_id: 'E0GRID' });
});
