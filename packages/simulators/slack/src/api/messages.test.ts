import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PersonClient } from '../person-client.ts';
import { button, type Stage, setStage, startMessage } from '../testing/stage.ts';

let stage: Stage;
let amara: string;
let person: PersonClient;
beforeEach(async () => {
  stage = await setStage({ limits: 'wide' });
  amara = stage.workspace.people[1]?.id ?? '';
  person = stage.client.as(stage.workspace.id, amara);
  await stage.install();
});
afterEach(() => stage.stop());

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

test('a message to a person goes into their conversation with the app, metadata and all', async () => {
  const metadata = { event_type: 'lesson', event_payload: { lesson: 'one' } };
  const { body } = await stage.call('chat.postMessage', {
    channel: amara,
    text: 'Hello',
    blocks: startMessage,
    metadata,
  });
  const opened = await stage.call('conversations.open', { users: amara });
  expect(opened.body).toMatchObject({ ok: true, already_open: true, channel: { id: body.channel } });
  expect(body).toMatchObject({ message: { text: 'Hello', metadata, blocks: startMessage } });
  expect((await person.surface()).messages).toMatchObject([{ ts: body.ts, author: 'app', metadata }]);
});

test('an update needs the conversation, not the person, and changes what it says it changes', async () => {
  const posted = (await stage.call('chat.postMessage', { channel: amara, text: 'Hello', blocks: startMessage })).body;
  const at = { channel: posted.channel, ts: posted.ts };
  expect((await stage.call('chat.update', { ...at, channel: amara, text: 'No' })).body.error).toBe('channel_not_found');
  expect((await stage.call('chat.update', { ...at, ts: '1.1', text: 'No' })).body.error).toBe('message_not_found');
  await stage.call('chat.update', { ...at, blocks: [section('Done')] });
  expect((await person.surface()).messages).toMatchObject([{ text: 'Hello', blocks: [section('Done')] }]);
  await stage.call('chat.update', { ...at, text: 'Only text' });
  const [message] = (await person.surface()).messages;
  expect(message?.text).toBe('Only text');
  expect(message).not.toHaveProperty('blocks');
});

test('there is no conversation with a stranger, a bot, or somebody who left', async () => {
  const post = async (channel: string) => (await stage.call('chat.postMessage', { channel, text: 'Hi' })).body.error;
  expect(await post('U0STRANGER')).toBe('channel_not_found');
  expect((await stage.call('conversations.open', { users: 'USLACKBOT' })).body.error).toBe('cannot_dm_bot');
  await stage.client.changePerson(stage.workspace.id, amara, { deactivated: true });
  expect(await post(amara)).toBe('channel_not_found');
  expect((await stage.call('conversations.open', { users: amara })).body.error).toBe('user_disabled');
});

test.each([
  [
    'a button text of 76 characters',
    { ...button, text: { type: 'plain_text', text: 'x'.repeat(76) } },
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'a button text in mrkdwn',
    { ...button, text: { type: 'mrkdwn', text: 'Go' } },
    'must be one of: plain_text [json-pointer:/blocks/0/elements/0/text/type]',
  ],
  [
    'a value of 2001 characters',
    { ...button, value: 'x'.repeat(2001) },
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'an action id of 256 characters',
    { ...button, action_id: 'x'.repeat(256) },
    'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
  ],
  [
    'a property that is not there',
    { ...button, colour: 'red' },
    'invalid additional property: colour [json-pointer:/blocks/0/elements/0]',
  ],
  ['an element of an unknown type', { type: 'slider' }, 'unsupported type [json-pointer:/blocks/0/elements/0/type]'],
])('%s is refused with its place', async (_what, element, message) => {
  const blocks = [{ type: 'actions', elements: [element] }];
  const { body } = await stage.call('chat.postMessage', { channel: amara, text: 'Hi', blocks });
  expect(body).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
    errors: [message],
    response_metadata: { messages: [`[ERROR] ${message}`] },
  });
});

test('too much of anything is refused: blocks, section text, repeated ids, the sum of texts', async () => {
  const errorOf = async (blocks: unknown[]) => {
    const { body } = await stage.call('chat.postMessage', { channel: amara, text: 'Hi', blocks });
    return [body.error, (body.errors as string[] | undefined)?.[0]];
  };
  const divider = { type: 'divider' };
  expect(await errorOf(Array(51).fill(divider))).toEqual([
    'invalid_blocks',
    'no more than 50 items allowed [json-pointer:/blocks]',
  ]);
  expect(await errorOf([section('x'.repeat(3001))])).toEqual([
    'invalid_blocks',
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ]);
  expect(
    await errorOf([
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'a' },
    ]),
  ).toEqual(['invalid_blocks', '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]']);
  expect(await errorOf([{ type: 'actions', elements: [button, button] }])).toEqual([
    'invalid_blocks',
    '`action_id` "start" already exists [json-pointer:/blocks/0/elements/1/action_id]',
  ]);
  expect(await errorOf(Array(4).fill(section('x'.repeat(2900))))).toEqual(['msg_blocks_too_long', undefined]);
});

test('a form with JSON in its fields is read like JSON', async () => {
  const token = await stage.install();
  const form = new URLSearchParams({ token, channel: amara, text: 'Hi', blocks: JSON.stringify(startMessage) });
  const response = await fetch(`${stage.simulator.url}/api/chat.postMessage`, { method: 'POST', body: form });
  expect(await response.json()).toMatchObject({ ok: true, message: { blocks: startMessage } });
});

test('nothing to say, and a missing channel, are refused', async () => {
  expect((await stage.call('chat.postMessage', { channel: amara })).body.error).toBe('no_text');
  expect((await stage.call('chat.postMessage', { text: 'Hi' })).body).toMatchObject({
    error: 'invalid_arguments',
    response_metadata: { messages: ['[ERROR] missing required field: channel'] },
  });
});
