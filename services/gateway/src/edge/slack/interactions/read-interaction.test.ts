import { commentForm, type Failure, slackActions } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { readInteraction } from './read-interaction.ts';

const assignment = 'asg_0123456789abcdefghjkmnpqrs';
const read = (payload: unknown) => readInteraction(new URLSearchParams({ payload: JSON.stringify(payload) }));

const by = {
  team: { id: 'T1', domain: 'acme' },
  user: { id: 'U1', username: 'handle', name: 'handle', team_id: 'T1' },
  enterprise: null,
  trigger_id: '1700000000.1.abcdef',
};
const click = (action: object, more: object = {}) => ({
  ...by,
  type: 'block_actions',
  container: { type: 'message', message_ts: '1700000000.000100', channel_id: 'D1', is_ephemeral: false },
  channel: { id: 'D1', name: 'directmessage' },
  message: { text: 'a lesson' },
  actions: [{ type: 'button', block_id: 'b', action_ts: '1700000001.500000', ...action }],
  ...more,
});
const from = { kind: 'traffic', team: 'T1', delivery: by.trigger_id };
const malformed = expect.objectContaining({ code: 'malformed-body', retry: false }) as Failure;

test('a click carries its action, its value and the message it was on', () => {
  expect(read(click({ action_id: `${slackActions.answer}.2`, value: `${assignment}:2` }))).toEqual({
    ...from,
    at: new Date(1_700_000_001_500),
    traffic: {
      kind: 'action',
      slackUser: 'U1',
      action: 'crescendo.answer.2',
      value: `${assignment}:2`,
      message: { channel: 'D1', ts: '1700000000.000100' },
    },
  });
});

test('a click in the Home has no message', () => {
  const inHome = click(
    { action_id: slackActions.start },
    { container: { type: 'view', view_id: 'V1' }, message: undefined },
  );
  expect(read(inHome)).toMatchObject({ traffic: { kind: 'action', slackUser: 'U1', action: slackActions.start } });
  expect(read(inHome)).not.toHaveProperty('traffic.message');
});

test('what was chosen from a list counts as the value', () => {
  const chosen = { action_id: slackActions.mode, selected_option: { value: 'same-for-all', text: { text: 'x' } } };
  expect(read(click(chosen))).toMatchObject({ traffic: { action: slackActions.mode, value: 'same-for-all' } });
});

test.each([
  'crescendo.unknown',
  'crescendo.answer.',
  'crescendo.answer.a b',
  'other',
  '',
  'crescendo.start.1',
  'constructor',
])('an action that nobody renders (%j) goes no further', (action_id) => {
  expect(read(click({ action_id }))).toEqual({
    kind: 'told',
    code: 'unknown-action',
    team: 'T1',
    delivery: by.trigger_id,
    text: expect.stringContaining('older version'),
  });
});

test.each([
  ['a value that is null', { value: null }],
  ['a value that is not ours', { value: 'Given Family' }],
  ['nothing chosen', { selected_option: null }],
  ['something chosen that is not ours', { selected_option: { value: { a: 1 } } }],
  ['several chosen', { selected_options: [{ value: 'a' }] }],
  ['a date', { selected_date: '2026-03-09' }],
  ['a person', { selected_user: 'U2' }],
  ['a time of no known form', { action_ts: 12 }],
])('a known action with %s goes on without a value', (_what, action) => {
  const received = read(click({ action_id: slackActions.start, ...action }));
  expect(received).toMatchObject({ kind: 'traffic', traffic: { action: slackActions.start } });
  expect(received).not.toHaveProperty('traffic.value');
});

test.each([
  ['an unknown container', { container: { type: 'canvas', canvas_id: 'F1' }, message: { ts: '1700000000.000100' } }],
  ['no container', { container: undefined, message: { ts: '1700000000.000100' } }],
  ['no message', { message: undefined }],
])('with %s, where the message is is known all the same', (_what, more) => {
  const action = { action_id: `${slackActions.answer}.2`, value: `${assignment}:2` };
  expect(read(click(action, more))).toMatchObject({
    traffic: { message: { channel: 'D1', ts: '1700000000.000100' } },
  });
});

test('with no word of where the message is, the click goes on', () => {
  const nowhere = { container: { type: 'canvas' }, message: undefined, channel: undefined };
  const received = read(click({ action_id: slackActions.start }, nowhere));
  expect(received).toMatchObject({ kind: 'traffic', traffic: { action: slackActions.start } });
  expect(received).not.toHaveProperty('traffic.message');
});

const submitted = (view: object) => ({
  ...by,
  type: 'view_submission',
  view: {
    id: 'V1',
    callback_id: commentForm.callbackId,
    private_metadata: assignment,
    title: { text: 'Comment' },
    state: {
      values: {
        block: { [commentForm.input]: { type: 'plain_text_input', value: 'I liked it' } },
        other: { elsewhere: { type: 'plain_text_input', value: 'not asked for' } },
      },
    },
    ...view,
  },
});

test('a form carries its context and the inputs we put there', () => {
  expect(read(submitted({}))).toEqual({
    ...from,
    at: undefined,
    traffic: {
      kind: 'form-submitted',
      slackUser: 'U1',
      form: commentForm.callbackId,
      context: assignment,
      values: { [commentForm.input]: 'I liked it' },
    },
  });
});

test('an input that was left empty is left out', () => {
  const empty = submitted({ state: { values: { block: { [commentForm.input]: { value: null } } } } });
  expect(read(empty)).toMatchObject({ traffic: { values: {} } });
});

test('a form that is not ours is replaced by a word about it', () => {
  expect(read(submitted({ callback_id: 'other' }))).toEqual({
    kind: 'answered',
    code: 'unknown-form',
    body: { response_action: 'update', view: expect.objectContaining({ type: 'modal' }) },
  });
});

test.each([
  ['shortcut', { callback_id: 'x', action_ts: '1.2' }],
  [
    'message_action',
    { callback_id: 'x', message: { text: 'planted' }, channel: { id: 'C1' }, response_url: 'https://x' },
  ],
])('a %s is answered by a window', (type, more) => {
  const received = read({ ...by, type, ...more });
  const text = expect.stringContaining('shortcut no longer exists');
  expect(received).toEqual({ kind: 'told', code: 'shortcut', team: 'T1', delivery: by.trigger_id, text });
});

test.each([
  ['block_suggestion', { action_id: 'x', value: 'planted' }, { options: [] }],
  ['dialog_suggestion', { name: 'x', value: 'planted' }, { options: [] }],
  [
    'interactive_message',
    { callback_id: 'x', actions: [{ name: 'a', value: 'b' }] },
    { response_type: 'ephemeral', replace_original: false, text: expect.stringContaining('older version') },
  ],
  [
    'dialog_submission',
    { submission: { email: 'planted' } },
    { errors: [{ name: 'email', error: expect.stringContaining('older version') }] },
  ],
])('a %s is answered in the form that Slack takes', (type, more, body) => {
  const received = read({ ...by, trigger_id: undefined, type, ...more });
  expect(received).toMatchObject({ kind: 'answered', body });
  expect(JSON.stringify(received)).not.toContain('planted');
});

test('someone of another workspace is told that the app is not theirs, and nothing of what they did goes on', () => {
  const user = { id: 'U9', username: 'handle', team_id: 'T9' };
  const pressed = read(click({ action_id: slackActions.start }, { user }));
  expect(pressed).toEqual({
    kind: 'told',
    code: 'stranger-acted',
    team: 'T1',
    delivery: by.trigger_id,
    text: expect.stringContaining('your own workspace'),
  });
  const sent = read({ ...submitted({}), user });
  expect(sent).toMatchObject({ kind: 'answered', code: 'stranger-acted', body: { response_action: 'update' } });
  expect(JSON.stringify([pressed, sent])).not.toMatch(/U9|T9|I liked it/);
});

test('in a Grid organisation whoever is at home in another of its workspaces acts as anyone', () => {
  const grid = { enterprise: { id: 'E1', name: 'Org' }, user: { id: 'U9', team_id: 'T9' } };
  expect(read(click({ action_id: slackActions.start }, grid))).toMatchObject({ traffic: { slackUser: 'U9' } });
});

test.each([
  ['a closed window', { ...by, type: 'view_closed', view: {} }, 'view-closed'],
  ['a closed dialog', { ...by, type: 'dialog_cancellation' }, 'view-closed'],
  ['a dialog without fields', { ...by, type: 'dialog_submission' }, 'legacy-dialog'],
  ['a shortcut of a whole organisation', { ...by, team: null, type: 'shortcut' }, 'shortcut'],
  ['a kind that is yet to come', { ...by, type: 'telepathy' }, 'unknown-interaction'],
])('%s is counted and nothing more', (_what, payload, code) => {
  expect(read(payload)).toEqual({ kind: 'ignored', code });
});

test.each([
  ['no type', {}],
  ['no team', click({ action_id: slackActions.start }, { team: null })],
  ['no trigger', click({ action_id: slackActions.start }, { trigger_id: undefined })],
  ['actions without ids', click({})],
  ['a form about something with spaces', submitted({ private_metadata: 'Given Family' })],
  ['a form without its state', submitted({ state: undefined })],
])('%s is malformed', (_what, payload) => {
  expect(() => read(payload)).toThrow(malformed);
});

test('a body that is no form, or holds no JSON, is malformed and not quoted', () => {
  for (const body of ['', 'payload=', 'payload={"a":Given', '{"type":"block_actions"}'])
    try {
      readInteraction(new URLSearchParams(body));
      expect.unreachable();
    } catch (error) {
      expect(error).toEqual(malformed);
      expect(String(error)).not.toContain('Given');
    }
});
