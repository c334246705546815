import { expect, test } from 'vitest';
import { usersInfoAnswer, usersListAnswer } from './slack-member.ts';

const read = (user: object) => usersInfoAnswer.parse({ ok: true, user }).user;

test('of a user object only what delivery needs is read', () => {
  const user = {
    id: 'U1',
    name: 'nemo',
    real_name: 'Nemo Nobody',
    deleted: false,
    is_bot: false,
    updated: 1_700_000_000,
    tz: 'Europe/Zurich',
    locale: 'de-CH',
    profile: { email: 'nemo@crescendo.example', real_name: 'Nemo Nobody', image_72: 'https://pictures.example/72' },
  };
  expect(read(user)).toEqual({
    id: 'U1',
    email: 'nemo@crescendo.example',
    timezone: 'Europe/Zurich',
    locale: 'de-CH',
    deactivated: false,
    bot: false,
    guest: false,
    updated: 1_700_000_000,
  });
});

test.each([
  ['a guest', { is_restricted: true }, { guest: true }],
  ['a guest of one channel', { is_ultra_restricted: true }, { guest: true }],
  ['one who never signed in', { is_invited_user: true }, { invited: true }],
  ['a bot', { is_bot: true }, { bot: true }],
  ['a workflow', { is_workflow_bot: true }, { bot: true }],
  ['one who left', { deleted: true }, { deactivated: true }],
])('%s', (_who, flags, expected) => {
  expect(read({ id: 'U1', updated: 1, ...flags })).toMatchObject(expected);
});

test('people of other workspaces are left out', () => {
  const members = [
    { id: 'U1', updated: 1 },
    { id: 'U2', updated: 1, is_stranger: true },
  ];
  const page = usersListAnswer.parse({ ok: true, members });
  expect(page.members.map(({ id }) => id)).toEqual(['U1']);
  expect(page.response_metadata.next_cursor).toBe('');
});
