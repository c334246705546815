import { commentForm, messageRequested, newId, slackActions } from '@crescendo/contracts';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type TestGateway, testGateway } from '../../testing/test-gateway.ts';

const soon = { timeout: 60_000 };

const traffic = async (gateway: TestGateway) =>
  (await gateway.published()).filter(({ type }) => type === 'slack-received');
const form = (body: object) => ({
  body: new URLSearchParams({ payload: JSON.stringify(body) }).toString(),
  contentType: 'application/x-www-form-urlencoded',
});

test('opening the Home is acknowledged and stands on the stream, keyed by who did it', async () => {
  const gateway = await testGateway();
  const { tenant, slackUser, person } = await gateway.installedWorkspace();
  await person.openHome();

  const [key] = await gateway.keyring.hash(tenant, [slackUser]);
  expect(await traffic(gateway)).toMatchObject([
    { tenant, key, user: undefined, data: { traffic: { kind: 'home-opened', slackUser } } },
  ]);
  expect(await gateway.slack.deliveries({ what: 'app_home_opened' })).toMatchObject([{ status: 200 }]);
});

test('a delivery that comes twice is answered twice and stands on the stream once', async () => {
  const gateway = await testGateway();
  const { person } = await gateway.installedWorkspace();
  await person.openHome();
  const [delivery] = await gateway.slack.deliveries({ what: 'app_home_opened' });
  expect((await gateway.slack.replay(delivery?.id ?? '')).status).toBe(200);

  expect(await traffic(gateway)).toHaveLength(1);
  expect(await gateway.refused('replay')).toBe(1);
});

test('what Slack tells of a member arrives without name or picture', async () => {
  const gateway = await testGateway();
  const { team } = await gateway.installedWorkspace();
  const email = 'someone@example.com';
  await gateway.slack.addPerson(team, { realName: 'Planted Name', title: 'Planted Title', email, pronouns: 'planted' });

  const [received] = await traffic(gateway);
  expect(received).toMatchObject({ data: { traffic: { kind: 'member-changed', member: { email, bot: false } } } });
  expect(JSON.stringify(received)).not.toMatch(/planted|avatar|image/i);
});

test('a command is answered at once, to the person only, and goes on', async () => {
  const gateway = await testGateway();
  const { slackUser, person } = await gateway.installedWorkspace();
  expect(await person.say('/crescendo start now please')).toMatchObject({ ok: true });
  expect((await person.surface()).messages).toMatchObject([{ text: 'On its way.', ephemeral: true }]);
  expect(await traffic(gateway)).toMatchObject([{ data: { traffic: { kind: 'command', slackUser, text: 'start' } } }]);
});

test('of what is written to the app, only that it was goes on; what the app writes itself does not', async () => {
  const gateway = await testGateway();
  const { team, slackUser, person } = await gateway.installedWorkspace();
  await person.say('planted words');
  await callSlack(gateway, team, 'chat.postMessage', { channel: slackUser, text: 'ours' });
  await vi.waitFor(async () => expect(await gateway.refused('other-message')).toBe(1), { timeout: 30_000 });

  const received = await traffic(gateway);
  expect(received).toMatchObject([{ data: { traffic: { kind: 'message-typed', slackUser } } }]);
  expect(JSON.stringify(received)).not.toContain('planted');
});

test('that Slack leaves events out is counted, and told to whoever can find out what was missed', async () => {
  const gateway = await testGateway();
  const { tenant, person } = await gateway.installedWorkspace();
  await gateway.slack.setCondition({ kind: 'limit-events' });
  await person.openHome();
  expect(await gateway.refused('deliveries-dropped')).toBe(1);
  const dropped = (await gateway.published()).filter(({ type }) => type === 'deliveries-dropped');
  expect(dropped).toMatchObject([{ tenant, user: undefined, data: {} }]);
  const [delivery] = await gateway.slack.deliveries({ what: 'app_rate_limited' });
  expect(delivery).toMatchObject({ status: 200 });
});

test('help is answered at once and goes nowhere', async () => {
  const gateway = await testGateway();
  const { person } = await gateway.installedWorkspace();
  await person.say('/crescendo help');
  await person.say('/crescendo dance');
  expect((await person.surface()).messages).toMatchObject([
    { text: expect.stringContaining('/crescendo lesson'), ephemeral: true },
    { text: expect.stringContaining('I don’t know that command'), ephemeral: true },
  ]);
  expect(await traffic(gateway)).toEqual([]);
});

/** Calls Slack with the app's token, as the gateway does for a service. */
async function callSlack(gateway: TestGateway, team: string, method: string, args: object) {
  const { installation } = await gateway.slack.workspace(team);
  const answer = await fetch(`${gateway.slackApiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${installation?.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  expect(await answer.json()).toMatchObject({ ok: true });
}

/** A person's Home with these buttons in it. */
async function withHome(gateway: TestGateway, team: string, slackUser: string, buttons: object[]) {
  const view = { type: 'home', blocks: [{ type: 'actions', elements: buttons }] };
  await callSlack(gateway, team, 'views.publish', { user_id: slackUser, view });
}
const window = (text: string) => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Why' },
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
});
const button = (action_id: string, value: string) => ({
  type: 'button',
  action_id,
  value,
  text: { type: 'plain_text', text: 'Press' },
});

test('a click that opens a window finds it open, loading, and names it on the stream', async () => {
  const gateway = await testGateway();
  const { team, slackUser, person } = await gateway.installedWorkspace();
  const assignment = newId('assignment');
  await withHome(gateway, team, slackUser, [button(slackActions.why, assignment)]);
  expect(await person.click({ on: 'home', actionId: slackActions.why })).toMatchObject({ ok: true });

  const { modals } = await person.surface();
  expect(JSON.stringify(modals)).toContain('One moment');
  expect(await traffic(gateway)).toMatchObject([
    { data: { traffic: { kind: 'action', action: slackActions.why, value: assignment, view: modals[0]?.externalId } } },
  ]);
});

test('a click that opens a window, delivered again to another replica, opens none and says nothing', async () => {
  const gateway = await testGateway();
  const { team, slackUser, person } = await gateway.installedWorkspace();
  await withHome(gateway, team, slackUser, [button(slackActions.why, newId('assignment'))]);
  await person.click({ on: 'home', actionId: slackActions.why });
  const [delivery] = await gateway.slack.deliveries({ what: 'block_actions' });
  const { request } = delivery ?? { request: { headers: {}, body: '' } };
  const again = await fetch(`${await gateway.anotherReplica()}/slack/interactions`, { method: 'POST', ...request });

  expect(again.status).toBe(200);
  expect((await person.surface()).modals).toHaveLength(1);
  expect(await traffic(gateway)).toHaveLength(1);
});

test.each([
  ['answers late', { kind: 'slow', method: 'views.open', milliseconds: 1_000 }],
  ['opens it late', { kind: 'late', method: 'views.open', milliseconds: 1_000 }],
  ['never answers', { kind: 'lose-answers', method: 'views.open' }],
] as const)('when Slack %s, the click is taken in time, and its window is filled all the same', async (_how, wrong) => {
  const user = newId('user');
  const gateway = await testGateway();
  const { tenant, team, slackUser, person } = await gateway.installedWorkspace();
  await withHome(gateway, team, slackUser, [button(slackActions.why, newId('assignment'))]);
  await gateway.slack.setCondition(wrong);
  const answered = vi.fn();
  const clicking = person.click({ on: 'home', actionId: slackActions.why }).finally(answered);
  const { clock } = gateway;
  await vi.waitFor(() => expect(answered.mock.calls.length > 0 || clock.dueIn().includes(500)).toBe(true), soon);
  clock.pass(500);
  expect(await clicking).toMatchObject({ ok: true, status: 200 }); // no more time has passed

  // The window's owner fills it before Slack answers.
  await fillWindow(gateway, { tenant, user });
  await vi.waitFor(
    async () => {
      await gateway.runEffects();
      expect(JSON.stringify((await person.surface()).modals)).toContain('Because');
    },
    { timeout: 60_000, interval: 250 },
  );
});

/** Fills the window that the only click opened. */
async function fillWindow(gateway: TestGateway, { tenant, user }: { tenant: string; user: string }) {
  const [click] = (await traffic(gateway)).map(({ data }) => (data as { traffic: { view: string } }).traffic);
  const target = { kind: 'view', viewId: click?.view ?? '' } as const;
  const content = { view: window('Because') };
  const filling = { message: newId('message'), whenUnknown: 'send-again', target, content } as const;
  await gateway.deliver(messageRequested, { tenant, user, data: filling });
}

/** A click whose window Slack opens without ever answering. */
async function withLostWindow() {
  const gateway = await testGateway();
  const workspace = await gateway.installedWorkspace();
  await withHome(gateway, workspace.team, workspace.slackUser, [button(slackActions.why, newId('assignment'))]);
  await gateway.slack.setCondition({ kind: 'lose-answers', method: 'views.open' });
  return {
    ...gateway,
    ...workspace,
    user: newId('user'),
    shown: async () => JSON.stringify((await workspace.person.surface()).modals),
    click: () => workspace.person.click({ on: 'home', actionId: slackActions.why }),
    /** Lets the time pass after which an unfilled window says so. */
    async passTenSeconds() {
      await vi.waitFor(() => expect(gateway.clock.dueIn()).toContain(10_000), soon);
      gateway.clock.pass(10_000);
    },
  };
}

test('a window whose opening Slack did not confirm says when nobody has filled it, also when the click was refused', async () => {
  const gateway = await withLostWindow();
  gateway.beforeWrites(() => {
    throw new Error('the database is away');
  });
  expect((await gateway.click()).ok).toBe(false);
  gateway.beforeWrites(undefined);
  expect(await gateway.shown()).toContain('One moment');
  await gateway.passTenSeconds();
  await vi.waitFor(async () => expect(await gateway.shown()).toContain('That took too long'), soon);
});

test('content that comes after that takes its place', async () => {
  const gateway = await withLostWindow();
  await gateway.click();
  await gateway.passTenSeconds();
  await vi.waitFor(async () => expect(await gateway.shown()).toContain('That took too long'), soon);
  await fillWindow(gateway, gateway);
  await gateway.runEffects();
  expect(await gateway.shown()).toContain('Because');
});

test('a window whose opening Slack did not confirm, and that was filled, stays as it is', async () => {
  const gateway = await withLostWindow();
  await gateway.click();
  await fillWindow(gateway, gateway);
  await gateway.runEffects();
  const updating = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => updating.mockRestore());
  await gateway.passTenSeconds();
  await vi.waitFor(
    () => expect(updating.mock.calls.filter(([url]) => String(url).endsWith('views.update'))).toHaveLength(1),
    soon,
  );
  await Promise.all(updating.mock.results.map(({ value }) => value));
  expect(await gateway.shown()).toContain('Because');
});

test('when Slack says that it opens no window the person is told, and may press again', async () => {
  const gateway = await testGateway();
  const { team, slackUser, person } = await gateway.installedWorkspace();
  await withHome(gateway, team, slackUser, [button(slackActions.why, newId('assignment'))]);
  await gateway.slack.setCondition({ kind: 'rate-limit', method: 'views.open', retryAfterSeconds: null });
  const outcome = await person.click({ on: 'home', actionId: slackActions.why });

  expect(outcome).toMatchObject({ ok: false, status: 503 });
  expect(await traffic(gateway)).toEqual([]);
});

test('a shortcut, a message shortcut and a button nobody knows are answered by a window', async () => {
  const gateway = await testGateway();
  const { team, slackUser, person } = await gateway.installedWorkspace();
  await person.say('/crescendo help');
  const [message] = (await person.surface()).messages;
  await withHome(gateway, team, slackUser, [button('crescendo.outdated', 'x')]);
  for (const act of [
    () => person.takeShortcut({ callbackId: 'x' }),
    () => person.takeShortcut({ callbackId: 'x', messageTs: message?.ts }),
    () => person.click({ on: 'home', actionId: 'crescendo.outdated' }),
  ]) {
    expect(await act()).toMatchObject({ ok: true, status: 200 });
    const { modals } = await person.until('the window', (seen) => seen.modals.length > 0);
    expect(JSON.stringify(modals)).toMatch(/Home tab.*crescendo help/);
    await person.closeModal();
  }
  expect(await gateway.refused('shortcut')).toBe(2);
  expect(await gateway.refused('unknown-action')).toBe(1);
  expect(await traffic(gateway)).toEqual([]);
});

test('of what someone of another workspace presses nothing goes on', async () => {
  const gateway = await testGateway();
  const { team, slackUser, person } = await gateway.installedWorkspace();
  await withHome(gateway, team, slackUser, [button(slackActions.start, 'x')]);
  await person.click({ on: 'home', actionId: slackActions.start });
  const [click] = await gateway.slack.deliveries({ what: 'block_actions' });
  const stranger = { user: { id: 'U0STRANGER', team_id: 'T0ELSEWHERE' }, trigger_id: '1.2.another' };
  const answer = await gateway.slack.forge({ like: click?.id ?? '', overrides: stranger });
  expect(answer.status).toBe(200);
  expect(await gateway.refused('stranger-acted')).toBe(1);
  expect(await traffic(gateway)).toMatchObject([{ data: { traffic: { kind: 'action', slackUser } } }]);
});

test('however slow Slack is, a shortcut is acknowledged at once', async () => {
  const gateway = await testGateway();
  const { person } = await gateway.installedWorkspace();
  await gateway.slack.setCondition({ kind: 'late', method: 'views.open', milliseconds: 60_000 });
  expect(await person.takeShortcut({ callbackId: 'x' })).toMatchObject({ ok: true, status: 200 });
});

test('a list that asks for options gets none', async () => {
  const gateway = await testGateway();
  const { team } = await gateway.installedWorkspace();
  const asked = form({ type: 'block_suggestion', team: { id: team }, user: { id: 'U1' }, action_id: 'x', value: 'pl' });
  const delivered = await gateway.slack.forge({ path: 'interactions', ...asked });
  expect(delivered).toMatchObject({ status: 200, contentType: expect.stringContaining('application/json') });
  expect(JSON.parse(delivered.body)).toEqual({ options: [] });
});

test('a form that nobody shows any more is replaced by a word about it', async () => {
  const gateway = await testGateway();
  const { team, slackUser, person } = await gateway.installedWorkspace();
  await withHome(gateway, team, slackUser, [button(slackActions.comment, newId('assignment'))]);
  await person.click({ on: 'home', actionId: slackActions.comment });
  const [open] = (await person.surface()).modals;
  const view = { ...window('Old'), submit: { type: 'plain_text', text: 'Send' }, callback_id: 'crescendo.outdated' };
  await callSlack(gateway, team, 'views.update', { view_id: open?.id, view });
  expect(await person.submit()).toMatchObject({ ok: true });
  expect(JSON.stringify((await person.surface()).modals)).toContain('older version');
});

test('a comment closes its window and goes on', async () => {
  const gateway = await testGateway();
  const { team, slackUser } = await gateway.installedWorkspace();
  const assignment = newId('assignment');
  const delivered = await gateway.slack.forge({
    path: 'interactions',
    ...form({
      type: 'view_submission',
      team: { id: team },
      user: { id: slackUser, name: 'planted' },
      trigger_id: '1.2.abc',
      view: {
        callback_id: commentForm.callbackId,
        private_metadata: assignment,
        state: { values: { block: { [commentForm.input]: { type: 'plain_text_input', value: 'Liked it' } } } },
      },
    }),
  });
  expect(delivered).toMatchObject({ status: 200, body: '' });
  expect(await traffic(gateway)).toMatchObject([
    {
      data: {
        traffic: {
          kind: 'form-submitted',
          slackUser,
          context: assignment,
          values: { [commentForm.input]: 'Liked it' },
        },
      },
    },
  ]);
});

test('what is from before the relationship belongs to an earlier one', async () => {
  const gateway = await testGateway();
  const { person } = await gateway.installedWorkspace();
  await person.openHome();
  const [delivery] = await gateway.slack.deliveries({ what: 'app_home_opened' });
  const hourAgo = Math.floor(Date.now() / 1000) - 3_600;
  const overrides = { event_id: 'EvOTHER', event_time: hourAgo };
  expect(await gateway.slack.forge({ like: delivery?.id ?? '', overrides })).toMatchObject({ status: 200 });
  expect(await traffic(gateway)).toHaveLength(1);
  expect(await gateway.refused('older-than-installation')).toBe(1);
});

test('a click has the time that Slack gives it, so that two within a second are ordered; one from the future has not', async () => {
  const gateway = await testGateway();
  const { team, slackUser } = await gateway.installedWorkspace();
  const signed = Math.floor(Date.now() / 1000);
  const press = (action_ts: string) =>
    gateway.slack.forge({
      path: 'interactions',
      ...form({
        type: 'block_actions',
        team: { id: team },
        user: { id: slackUser },
        trigger_id: `1.2.${action_ts}`,
        actions: [{ type: 'button', action_id: slackActions.stop, action_ts }],
      }),
    });
  for (const action_ts of [`${signed}.400900`, `${signed}.401000`, `${signed + 3_600}.000000`])
    expect(await press(action_ts)).toMatchObject({ status: 200 });

  const times = (await traffic(gateway)).map(({ time }) => time.getTime() - signed * 1_000);
  expect(times.slice(0, 2)).toEqual([400, 401]);
  expect((times[2] ?? 0) % 1_000).toBe(0);
  expect(times[2]).toBeLessThan(60_000);
});

test('the address of events is confirmed', async () => {
  const { slack } = await testGateway();
  expect(await slack.verifyUrl()).toEqual({ verified: true });
});

test('an event nobody handles is answered, counted, and goes nowhere', async () => {
  const gateway = await testGateway();
  const { team } = await gateway.installedWorkspace();
  await gateway.slack.publishEvent(team, { type: 'team_rename', name: 'Planted' });
  expect(await gateway.slack.deliveries({ what: 'team_rename' })).toMatchObject([{ status: 200 }]);
  expect(await gateway.refused('unknown-event-type')).toBe(1);
  expect(await traffic(gateway)).toEqual([]);
});

test('what nothing could take is not acknowledged, so that Slack sends it again', async () => {
  const gateway = await testGateway();
  const { person } = await gateway.installedWorkspace();
  await person.openHome();
  await gateway.store.close();
  await person.openHome();

  const [, delivery] = await gateway.slack.deliveries({ what: 'app_home_opened' });
  expect(delivery).toMatchObject({ status: 503, failure: 'http_error' });
  expect(await gateway.refused('outbox-unavailable')).toBe(1);
});

test('what cannot be made safe in time is refused in time, so that Slack sends it again', async () => {
  const gateway = await testGateway();
  const { person } = await gateway.installedWorkspace();
  const committing = vi.spyOn(gateway.store, 'transaction').mockReturnValue(new Promise(() => {}));
  const opening = person.openHome();
  await vi.waitFor(() => expect(committing).toHaveBeenCalled(), soon);
  expect(await gateway.slack.deliveries({ what: 'app_home_opened' })).toEqual([]);
  gateway.clock.pass(1_700);
  await opening;

  expect(await gateway.slack.deliveries({ what: 'app_home_opened' })).toMatchObject([{ status: 503 }]);
  expect(await gateway.refused('too-late')).toBe(1);
});

const event = (change: object = {}) =>
  JSON.stringify({
    type: 'event_callback',
    team_id: 'TNOBODY',
    event_id: 'Ev1',
    event_time: Math.floor(Date.now() / 1000),
    event: { type: 'app_home_opened', user: 'UPLANTED', tab: 'home' },
    ...change,
  });

test.each([
  ['a wrong signature', { signature: 'wrong' }, 401, 'signature-wrong'],
  ['no signature', { signature: 'missing' }, 401, 'signature-missing'],
  ['a stale timestamp', { timestampOffsetSeconds: -310 }, 401, 'timestamp-stale'],
  ['a timestamp from the future', { timestampOffsetSeconds: 310 }, 401, 'timestamp-stale'],
  ['a workspace nobody knows', {}, 404, 'unknown-team'],
  ['a body that is not JSON', { body: '{"planted' }, 400, 'malformed-body'],
  ['an event of nobody', { body: event({ event: { type: 'app_home_opened', planted: 1 } }) }, 400, 'malformed-body'],
  ['a body of over a megabyte', { body: event({ planted: 'x'.repeat(1_100_000) }) }, 413, 'body-too-large'],
] as const)('%s is refused with a problem that repeats nothing', async (_what, forged, status, code) => {
  const gateway = await testGateway();
  const delivered = await gateway.slack.forge({ path: 'events', body: event(), ...forged });

  expect(delivered).toMatchObject({ status, contentType: expect.stringContaining('application/problem+json') });
  expect(JSON.parse(delivered.body)).toMatchObject({
    status,
    code,
    retry: false,
    type: `urn:crescendo:problem:${code}`,
  });
  expect(delivered.body).not.toMatch(/planted|stack|at \//i);
  expect(await gateway.refused(code)).toBe(1);
  expect(await gateway.published()).toEqual([]);
});

test('a compressed body is refused: a signature covers bytes, not what they unpack to', async () => {
  const gateway = await testGateway();
  const response = await fetch(`${gateway.url}/slack/events`, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
    body: 'x',
  });
  expect(response.status).toBe(400);
});
