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
  ['one whom Slack erased', { is_forgotten: true }, { deactivated: true }],
  ['a connector', { is_connector_bot: true }, { bot: true }],
])('%s', (_who, flags, expected) => {
  expect(read({ id: 'U1', updated: 1, ...flags })).toMatchObject(expected);
});

test.each([
  ['no profile', { profile: null }],
  ['a profile without e-mail', { profile: { email: null } }],
  ['no zone, no language, no time', { tz: null, locale: null, updated: null }],
])('a member with %s is read all the same', (_what, missing) => {
  expect(read({ id: 'U1', updated: 1, ...missing })).toMatchObject({ id: 'U1', deactivated: false });
});

const listed = (rest: object) => usersListAnswer.safeParse({ ok: true, members: [{ id: 'U1', updated: 1 }], ...rest });

test.each([{ next_cursor: '' }, { next_cursor: null }, {}])('the end of the list is %j', (response_metadata) => {
  expect(listed({ response_metadata }).data?.response_metadata.next_cursor || undefined).toBeUndefined();
  expect(listed({ response_metadata }).success).toBe(true);
});

test.each([{}, { response_metadata: null }, { response_metadata: 'end' }, { response_metadata: { next_cursor: 7 } }])(
  'a page with %j is no page, and not the end of the list',
  (rest) => {
    expect(listed(rest).success).toBe(false);
  },
);
