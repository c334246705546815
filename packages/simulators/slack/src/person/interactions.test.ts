import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PersonClient } from '../person-client.ts';
import { payloadOf, type Received } from '../testing/app-under-test.ts';
import { type Stage, setStage, startMessage } from '../testing/stage.ts';

let stage: Stage;
let amara: string;
let person: PersonClient;
async function begin(more: { answerTimeoutMs?: number } = {}) {
  stage = await setStage({ limits: 'wide', retryDelaysMs: [0, 0, 0], ...more });
  amara = stage.workspace.people[1]?.id ?? '';
  person = stage.client.as(stage.workspace.id, amara);
  await stage.install();
}
beforeEach(() => begin());
afterEach(() => stage.stop());

const post = () => stage.call('chat.postMessage', { channel: amara, text: 'Ready?', blocks: startMessage });
const press = () => person.click({ on: 'message', actionId: 'start' });
const lastPayload = () => payloadOf(stage.app.received.at(-1) as Received);
const label = { type: 'plain_text', text: 'Your name' };
const input = {
  type: 'input',
  block_id: 'name',
  label,
  element: { type: 'plain_text_input', action_id: 'name', max_length: 5 },
};
const modal = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Tell us' },
  submit: { type: 'plain_text', text: 'Send' },
  private_metadata: 'kept',
  blocks: [input],
};

test('a press tells the app who, what and where, with a way to answer', async () => {
  const { body } = await post();
  expect(await press()).toMatchObject({ ok: true, status: 200 });
  expect(lastPayload()).toMatchObject({
    type: 'block_actions',
    user: { id: amara, username: 'amara.okafor', name: 'amara.okafor', team_id: stage.workspace.id },
    container: { type: 'message', message_ts: body.ts, channel_id: body.channel, is_ephemeral: false },
    message: { text: 'Ready?', bot_id: expect.stringMatching(/^B/) },
    actions: [{ type: 'button', action_id: 'start', block_id: 'choices', value: 'now' }],
    response_url: expect.stringContaining('/hooks/actions/'),
  });
});

test('a press that is not answered in time is not repeated; the person is warned', async () => {
  await stage.stop();
  await begin({ answerTimeoutMs: 50 });
  await post();
  stage.app.answer = () => {};
  expect(await press()).toMatchObject({ ok: false, warning: expect.stringContaining('didn’t respond') });
  const deliveries = await stage.client.deliveries({ what: 'block_actions' });
  expect(deliveries).toMatchObject([{ failure: 'http_timeout' }]);
  expect(await stage.client.deliveries()).toHaveLength(1);
});

test('a button that is not there can not be pressed', async () => {
  await expect(press()).rejects.toThrow('No message has such an element');
});

test('a trigger opens one modal, within three seconds, in its own workspace', async () => {
  await post();
  await press();
  const { trigger_id } = lastPayload();
  expect((await stage.call('views.open', { trigger_id: 'made.up', view: modal })).body.error).toBe(
    'invalid_trigger_id',
  );
  expect((await stage.call('views.open', { trigger_id, view: modal })).body.ok).toBe(true);
  expect((await stage.call('views.open', { trigger_id, view: modal })).body.error).toBe('exchanged_trigger_id');
  await press();
  const late = lastPayload().trigger_id;
  stage.clock.advance(3_001);
  expect((await stage.call('views.open', { trigger_id: late, view: modal })).body.error).toBe('expired_trigger_id');
});

test("the app's own name of a view is unique, leads to it, and is gone when it is not given again", async () => {
  const named = { ...modal, external_id: 'evt_1' };
  const view = await openModal(named);
  expect(view).toMatchObject({ external_id: 'evt_1' });
  await post();
  await press();
  const again = { trigger_id: lastPayload().trigger_id, view: named };
  expect((await stage.call('views.open', again)).body.error).toBe('duplicate_external_id');

  const update = { external_id: 'evt_1', view: modal };
  expect((await stage.call('views.update', { external_id: 'evt_2', view: modal })).body.error).toBe('not_found');
  expect((await stage.call('views.update', update)).body.view).toMatchObject({ id: view.id, external_id: '' });
  expect((await stage.call('views.update', update)).body.error).toBe('not_found');
});

test('a shortcut opens a modal; one of a message tells which', async () => {
  const { body } = await post();
  expect(await person.takeShortcut({ callbackId: 'lesson' })).toMatchObject({ ok: true });
  const global = lastPayload();
  expect(global).toMatchObject({ type: 'shortcut', callback_id: 'lesson', user: { id: amara } });
  expect(global).not.toHaveProperty('response_url');
  expect(global).not.toHaveProperty('channel');
  expect((await stage.call('views.open', { trigger_id: global.trigger_id, view: modal })).body.ok).toBe(true);

  await person.takeShortcut({ callbackId: 'about', messageTs: String(body.ts) });
  expect(lastPayload()).toMatchObject({
    type: 'message_action',
    callback_id: 'about',
    message_ts: body.ts,
    channel: { id: body.channel },
    message: { text: 'Ready?' },
    response_url: expect.stringContaining('/hooks/actions/'),
  });
});

async function openModal(view: object = modal): Promise<Record<string, unknown>> {
  await post();
  await press();
  const { body } = await stage.call('views.open', { trigger_id: lastPayload().trigger_id, view });
  return body.view as Record<string, unknown>;
}

test('a modal is checked by Slack first, and only then sent to the app', async () => {
  await openModal();
  expect(await person.submit()).toMatchObject({ ok: false, invalid: { name: 'Please complete this required field.' } });
  expect(await person.submit({ name: 'Too long' })).toMatchObject({ ok: false });
  expect(await stage.client.deliveries({ what: 'view_submission' })).toEqual([]);
  expect(await person.submit({ name: 'Amara' })).toMatchObject({ ok: true });
  expect(lastPayload()).toMatchObject({
    type: 'view_submission',
    view: {
      private_metadata: 'kept',
      state: { values: { name: { name: { type: 'plain_text_input', value: 'Amara' } } } },
    },
  });
  expect((await person.surface()).modals).toEqual([]);
});

test('the app answers a submission with errors, another view, one on top, or by clearing all', async () => {
  const answerWith = (answer: object) => {
    stage.app.answer = (_request, response) => {
      response.json(answer);
    };
  };
  await openModal();
  answerWith({ response_action: 'errors', errors: { name: 'Taken' } });
  expect(await person.submit({ name: 'Amara' })).toMatchObject({ ok: false, invalid: { name: 'Taken' } });
  answerWith({ response_action: 'errors', errors: { elsewhere: 'Taken' } });
  expect(await person.submit()).toMatchObject({ ok: false, warning: expect.stringContaining('trouble connecting') });
  answerWith({ response_action: 'update', view: { ...modal, callback_id: 'second' } });
  await person.submit();
  answerWith({ response_action: 'push', view: { ...modal, callback_id: 'third' } });
  await person.submit();
  expect((await person.surface()).modals.map((view) => view.callbackId)).toEqual(['second', 'third']);
  answerWith({ response_action: 'clear' });
  await person.submit({ name: 'Amara' });
  expect((await person.surface()).modals).toEqual([]);
});

test('a view is updated by id, not over a newer version, and not once it is closed', async () => {
  const view = await openModal();
  const update = (more: object) => stage.call('views.update', { view_id: view.id, view: modal, ...more });
  expect((await update({ hash: view.hash })).body.ok).toBe(true);
  expect((await update({ hash: view.hash })).body.error).toBe('hash_conflict');
  await person.closeModal();
  expect((await update({})).body.error).toBe('not_found');
});

test('closing tells the app only if it asked for that', async () => {
  await openModal();
  await person.closeModal();
  await openModal({ ...modal, notify_on_close: true });
  await person.closeModal();
  expect(await stage.client.deliveries({ what: 'view_closed' })).toHaveLength(1);
  expect(lastPayload()).toMatchObject({ type: 'view_closed', is_cleared: false, view: { private_metadata: 'kept' } });
});

test('modals over Slack’s limits are refused', async () => {
  await post();
  await press();
  const { trigger_id } = lastPayload();
  const messagesFor = async (view: object) => {
    const { body } = await stage.call('views.open', { trigger_id, view });
    expect(body.error).toBe('invalid_arguments');
    return (body.response_metadata as { messages: string[] }).messages[0];
  };
  const { submit: _submit, ...withoutSubmit } = modal;
  expect(await messagesFor({ ...modal, title: { type: 'plain_text', text: 'x'.repeat(25) } })).toContain(
    '25 characters',
  );
  expect(await messagesFor({ ...modal, private_metadata: 'x'.repeat(3001) })).toContain('/view/private_metadata');
  expect(await messagesFor({ ...modal, blocks: Array(101).fill({ type: 'divider' }) })).toContain('no more than 100');
  expect(await messagesFor(withoutSubmit)).toContain('`submit` is required');
});

test('a Home is published for one person and reaches the app with the next opening', async () => {
  const home = { type: 'home', blocks: startMessage };
  const { body } = await stage.call('views.publish', { user_id: amara, view: home });
  expect((await person.surface()).home).toMatchObject({ id: (body.view as { id: string }).id });
  await person.openHome();
  expect(lastPayload()).toMatchObject({ event: { view: { type: 'home', blocks: startMessage } } });
  await person.click({ on: 'home', actionId: 'start' });
  expect(lastPayload()).toMatchObject({ container: { type: 'view' }, view: { type: 'home' } });
  expect(lastPayload()).not.toHaveProperty('response_url');
  const stale = await stage.call('views.publish', { user_id: amara, view: home, hash: 'another' });
  expect(stale.body.error).toBe('hash_conflict');
});

test('a command comes as a form; its answer is shown to the person alone', async () => {
  stage.app.answer = (_request, response) => {
    response.json({ text: 'Try /crescendo help' });
  };
  expect(await person.say('/crescendo  what now')).toMatchObject({ ok: true });
  const form = Object.fromEntries(new URLSearchParams(stage.app.received.at(-1)?.body));
  expect(form).toMatchObject({ command: '/crescendo', text: 'what now', user_name: 'amara.okafor', user_id: amara });
  expect((await person.surface()).messages).toMatchObject([{ text: 'Try /crescendo help', ephemeral: true }]);
  expect(await person.say('/other')).toMatchObject({ ok: false, warning: '/other is not a valid command.' });
});

test('a response address takes five answers, for thirty minutes', async () => {
  await post();
  await press();
  const answer = async (url: unknown) =>
    (
      await fetch(String(url), { method: 'POST', body: JSON.stringify({ text: 'Thanks', replace_original: true }) })
    ).text();
  const { response_url } = lastPayload();
  for (let use = 0; use < 5; use += 1) expect(await answer(response_url)).toBe('ok');
  expect(await answer(response_url)).toContain('used_url');
  expect((await person.surface()).messages).toMatchObject([{ text: 'Thanks' }]);
  await person.say('/crescendo');
  const later = new URLSearchParams(stage.app.received.at(-1)?.body).get('response_url');
  stage.clock.advance(30 * 60_000);
  expect(await answer(later)).toContain('expired_url');
});
