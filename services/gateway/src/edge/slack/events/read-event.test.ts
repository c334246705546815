import type { Failure } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { readEvent } from './read-event.ts';

const callback = (event: object) => ({
  token: 'verification',
  team_id: 'T1',
  api_app_id: 'A1',
  type: 'event_callback',
  event_id: 'Ev123',
  event_time: 1_700_000_000,
  authorizations: [{ enterprise_id: null, team_id: 'T1', user_id: 'UBOT', is_bot: true }],
  event,
});
const from = { kind: 'traffic', team: 'T1', delivery: 'Ev123', at: new Date(1_700_000_000_000) };

const person = {
  id: 'U1',
  team_id: 'T1',
  name: 'handle',
  deleted: false,
  real_name: 'Given Family',
  tz: 'Europe/Berlin',
  tz_label: 'Central European Time',
  locale: 'de-DE',
  profile: { email: 'someone@example.com', real_name: 'Given Family', image_512: 'https://pictures.example/1.png' },
  is_restricted: false,
  is_ultra_restricted: false,
  is_bot: false,
  is_app_user: true,
  updated: 1_699_999_999,
};

test('the challenge is handed back', () => {
  expect(readEvent({ token: 't', type: 'url_verification', challenge: 'abc' })).toEqual({
    kind: 'challenge',
    challenge: 'abc',
  });
});

const opened = (tab: unknown) =>
  callback({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab, view: { id: 'V1' } });

test.each([
  ['home', 'home-opened'],
  ['messages', 'messages-opened'],
  [undefined, 'home-opened'],
  [null, 'home-opened'],
  [7, 'home-opened'],
])('opening the tab %j is traffic: %s', (tab, kind) => {
  expect(readEvent(opened(tab))).toEqual({ ...from, traffic: { kind, slackUser: 'U1' } });
});

test('opening a tab that is yet to come is nothing to us', () => {
  expect(readEvent(opened('about'))).toEqual({ kind: 'ignored', code: 'other-tab-opened' });
});

const said = (change: object = {}) =>
  callback({ type: 'message', channel_type: 'im', channel: 'D1', user: 'U1', text: 'planted', ts: '1.2', ...change });

test.each([
  ['a text', {}],
  ['a text with a file', { subtype: 'file_share', files: [{ name: 'planted' }] }],
  ['a text in a thread', { thread_ts: '1.1' }],
])('of %s that a person writes to the app, only that they did goes on', (_what, change) => {
  expect(readEvent(said(change))).toEqual({ ...from, traffic: { kind: 'message-typed', slackUser: 'U1' } });
});

test.each([
  ['our own', { bot_id: 'B1', app_id: 'A1', user: 'UBOT' }],
  ['that of another app in a person’s name', { bot_id: 'B2' }],
  ['an edit', { subtype: 'message_changed', user: undefined, message: { user: 'U1', text: 'planted' } }],
  ['a deletion', { subtype: 'message_deleted', user: undefined }],
  ['a bot’s of the old kind', { subtype: 'bot_message', user: undefined, bot_id: 'B1' }],
  ['one in a channel', { channel_type: 'channel', channel: 'C1' }],
  ['one among several people', { channel_type: 'mpim', channel: 'G1' }],
  ['one of nobody', { user: undefined }],
])('a message that is none to us (%s) is counted and nothing more', (_what, change) => {
  expect(readEvent(said(change))).toEqual({ kind: 'ignored', code: 'other-message' });
});

test.each([
  [
    'by itself',
    { type: 'app_rate_limited', token: 't', team_id: 'T1', minute_rate_limited: 1_700_000_000, api_app_id: 'A1' },
  ],
  ['in an envelope', callback({ type: 'app_rate_limited', team_id: 'T1', minute_rate_limited: 1_700_000_000 })],
])('that Slack leaves events out is noted: %s', (_how, body) => {
  expect(readEvent(body)).toEqual({ kind: 'dropped', team: 'T1', at: new Date(1_700_000_000_000) });
});

test.each(['team_join', 'user_change'])('%s tells of a member what delivery needs, and no more', (type) => {
  expect(readEvent(callback({ type, user: person, cache_ts: 1 }))).toEqual({
    ...from,
    traffic: {
      kind: 'member-changed',
      slackUser: 'U1',
      member: {
        id: 'U1',
        email: 'someone@example.com',
        timezone: 'Europe/Berlin',
        locale: 'de-DE',
        deactivated: false,
        bot: false,
        guest: false,
        updated: 1_699_999_999,
      },
    },
  });
});

test.each([
  ['someone who was deactivated and has lost zone and flags', { deleted: true, tz: undefined }, { deactivated: true }],
  ['someone whom Slack erased', { is_forgotten: true }, { deactivated: true }],
  ['a guest', { is_restricted: true }, { guest: true }],
  ['a guest of one channel', { is_ultra_restricted: true }, { guest: true }],
  ['one who never signed in', { is_invited_user: true }, { invited: true }],
  ['a bot', { is_bot: true }, { bot: true }],
  ['a workflow', { is_workflow_bot: true }, { bot: true }],
  ['Slackbot, which Slack does not mark as a bot', { id: 'USLACKBOT' }, { bot: true }],
])('%s is known as such', (_who, change, expected) => {
  const user = { ...person, ...change };
  expect(readEvent(callback({ type: 'user_change', user }))).toMatchObject({ traffic: { member: expected } });
});

test.each([
  ['who is called a stranger', { is_stranger: true }],
  ['of another workspace, who is not called one', { team_id: 'T2', is_stranger: false }],
])('someone in a shared channel %s is not ours to know', (_who, change) => {
  for (const type of ['user_change', 'team_join'])
    expect(readEvent(callback({ type, user: { ...person, ...change } }))).toEqual({
      kind: 'ignored',
      code: 'stranger-changed',
    });
});

test('a colleague of another workspace of the Grid organisation is ours, and that is not told on', () => {
  const user = { ...person, team_id: 'T2', enterprise_user: { id: 'W1', enterprise_id: 'E1', teams: ['T2'] } };
  const received = readEvent({ ...callback({ type: 'user_change', user }), enterprise_id: 'E1' });
  expect(received).toMatchObject({ kind: 'traffic', traffic: { member: { id: 'U1' } } });
  expect(JSON.stringify(received)).not.toMatch(/"(T2|E1|W1)"/);
});

test.each([
  ['no profile', { profile: null }],
  ['a profile without e-mail', { profile: { email: null } }],
  ['no zone and no language', { tz: null, locale: null }],
  ['times that cannot be', { updated: '1e999' }],
  ['no time', { updated: undefined }],
])('a member with %s is told of all the same', (_what, change) => {
  const user = { ...person, ...change };
  expect(readEvent(callback({ type: 'user_change', user }))).toMatchObject({ traffic: { member: { id: 'U1' } } });
});

test('the removal of the app is noted', () => {
  expect(readEvent(callback({ type: 'app_uninstalled' }))).toEqual({ kind: 'loss', team: 'T1', at: from.at });
});

test('the loss of the bot token is noted, that of a person is not', () => {
  const revoked = (tokens: object) => readEvent(callback({ type: 'tokens_revoked', tokens }));
  expect(revoked({ bot: ['UBOT'] })).toEqual({ kind: 'loss', team: 'T1', at: from.at });
  expect(revoked({ oauth: ['U1'] })).toEqual({ kind: 'ignored', code: 'user-token-revoked' });
  expect(revoked({ oauth: ['U1'], bot: [] })).toEqual({ kind: 'ignored', code: 'user-token-revoked' });
});

test.each([
  ['an event nobody subscribed to', callback({ type: 'reaction_added' })],
  ['one named like a part of every object', callback({ type: 'constructor' })],
  ['an envelope that is yet to come', { type: 'postcard', team_id: 'T1' }],
])('%s is counted and nothing more', (_what, body) => {
  expect(readEvent(body)).toEqual({ kind: 'ignored', code: 'unknown-event-type' });
});

test.each([
  ['no object', 'text'],
  ['no type', {}],
  ['no team', { ...callback({ type: 'team_join', user: person }), team_id: undefined }],
  ['no event id', { ...callback({ type: 'team_join', user: person }), event_id: undefined }],
  ['an event without a type', callback({})],
  ['a Home opened by nobody', callback({ type: 'app_home_opened', tab: 'home' })],
  ['a member without an id', callback({ type: 'team_join', user: { ...person, id: undefined } })],
  ['events left out of an unknown workspace', { type: 'app_rate_limited', minute_rate_limited: 1 }],
  ['a user that is no id', callback({ type: 'app_home_opened', tab: 'home', user: 'Given Family' })],
])('%s is malformed', (_what, body) => {
  expect(() => readEvent(body)).toThrow(expect.objectContaining({ code: 'malformed-body', retry: false }) as Failure);
});
