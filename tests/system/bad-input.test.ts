import { problem as problemSchema, slackActions } from '@crescendo/contracts';
import type { SlackSimulatorClient } from '@crescendo/slack-simulator';
import { expect, inject, test } from 'vitest';
import { z } from 'zod';
import { assignments } from '../../services/personalization/src/assignments.ts';
import { counterOf } from '../setup/counter.ts';
import { wordsOf } from '../setup/learner.ts';
import { settled } from '../setup/settled.ts';
import { rowsOf, tenantOf } from '../setup/stored.ts';
import { installedWorkspace, slackClient } from '../setup/workspace.ts';

type Answer = { status?: number; contentType: string; body: string };
type Forged = Parameters<SlackSimulatorClient['forge']>[0];

const refused = (code: string) => counterOf('gateway', 'crescendo_refused_total', { code });

/**
 * Sends something bad, and resolves to the problem document in the response. Expects that the counter of its code has
 * grown.
 */
async function problemOf(code: string, send: () => Promise<Answer>) {
  const before = await refused(code);
  const { contentType, body } = await send();
  expect(contentType).toContain('application/problem+json');
  expect(body).not.toMatch(/\bat .+:\d+:\d+|node_modules/);
  expect(await refused(code)).toBe(before + 1);
  const found = problemSchema.parse(JSON.parse(body));
  expect(found).toMatchObject({ code, type: `urn:crescendo:problem:${code}`, retry: false });
  return found;
}

async function answerOf(response: Response): Promise<Answer> {
  const contentType = response.headers.get('content-type') ?? '';
  return { status: response.status, contentType, body: await response.text() };
}

/** A learner with one lesson, and the delivery of their last act. */
async function learning() {
  const { slack, detail, learner } = await installedWorkspace();
  const robin = learner(0);
  const lesson = await robin.start();
  const last = async () => {
    // Slack also sends the app its own messages, which are nobody's acts.
    const delivery = (await slack.deliveries({ team: detail.id })).findLast(({ what }) => what !== 'message');
    if (!delivery) throw new Error('nothing was delivered');
    return delivery;
  };
  const given = async () =>
    rowsOf('personalization', assignments, { tenant: await tenantOf(detail.id), open: [] as const });
  return { slack, team: detail.id, robin, lesson, last, given };
}

test('what is not signed by Slack, now, is refused and has no effect', async () => {
  const { slack, robin, last, given } = await learning();
  await robin.more();
  const like = (await last()).id;
  const forge = (forged: Omit<Forged, 'like'>) => () =>
    slack.forge({ like, overrides: { trigger_id: '1.2.forged' }, ...forged } as Forged);
  expect(await problemOf('signature-wrong', forge({ signature: 'wrong' }))).toMatchObject({ status: 401 });
  expect(await problemOf('signature-missing', forge({ signature: 'missing' }))).toMatchObject({ status: 401 });
  expect(await problemOf('timestamp-stale', forge({ timestampOffsetSeconds: -301 }))).toMatchObject({ status: 401 });
  expect(await problemOf('timestamp-stale', forge({ timestampOffsetSeconds: 310 }))).toMatchObject({ status: 401 });
  await settled();
  expect(await given()).toHaveLength(2);
});

test('a click that is delivered again is answered 200 and has no second effect', async () => {
  const { slack, robin, last, given } = await learning();
  await robin.more();
  const before = await refused('replay');
  expect(await slack.replay((await last()).id)).toMatchObject({ status: 200 });
  expect(await refused('replay')).toBe(before + 1);
  await settled();
  expect(await given()).toHaveLength(2);
});

test.each(['events', 'interactions', 'commands'] as const)('a malformed request to %s is refused', async (path) => {
  const send = () => slackClient().forge({ path, body: '{"type":', contentType: 'application/json' });
  expect(await problemOf('malformed-body', send)).toMatchObject({ status: 400 });
});

test('an oversized request is refused', async () => {
  const url = `${inject('system').run.gateway?.url}/slack/events`;
  const send = async () => answerOf(await fetch(url, { method: 'POST', body: 'x'.repeat(1_200_000) }));
  expect(await problemOf('body-too-large', send)).toMatchObject({ status: 413 });
});

test('a workspace that has not installed the app is not known', async () => {
  const { slack, robin, last } = await learning();
  await robin.slack.openHome();
  const like = (await last()).id;
  const send = () => slack.forge({ like, overrides: { team_id: 'T0NOBODYATALL', event_id: 'Ev0FORGED' } });
  expect(await problemOf('unknown-team', send)).toMatchObject({ status: 404 });
});

test('an event of a type nobody knows is taken, counted and forgotten', async () => {
  const { slack, team } = await learning();
  const before = await refused('unknown-event-type');
  await slack.publishEvent(team, { type: 'channel_rename', channel: { id: 'C1', name: 'elsewhere' } });
  expect((await slack.deliveries({ team, what: 'channel_rename' })).map(({ status }) => status)).toEqual([200]);
  expect(await refused('unknown-event-type')).toBe(before + 1);
});

test.each([
  ['nobody began', 'state-unknown', 400, (url: URL) => url.searchParams.set('state', 'never-given')],
  ['is not there', 'state-missing', 400, (url: URL) => url.searchParams.delete('state')],
  ['another browser began', 'other-browser', 403, () => {}],
])('an installation whose state %s is refused', async (_whose, code, status, change) => {
  const { slack, detail } = await installedWorkspace();
  const began = await fetch(`${inject('system').run.gateway?.url}/slack/install`, { redirect: 'manual' });
  const url = new URL(await slack.authorize({ url: began.headers.get('location') ?? '', teamId: detail.id }));
  change(url);
  const headers = { accept: 'application/problem+json', cookie: 'crescendo-install=of-another-browser' };
  const send = async () => answerOf(await fetch(url, { headers, redirect: 'manual' }));
  expect(await problemOf(code, send)).toMatchObject({ status });
});

test('a token that Slack refuses ends nothing: sending waits until it works again, and the customer stays who they are', async () => {
  const { slack, team, robin } = await learning();
  const tenant = await tenantOf(team);
  const before = await refused('workspace-unreachable');
  await slack.revokeToken(team, { silently: true });
  const lessons = async () => (await robin.slack.surface()).messages.length;
  const sent = await lessons();
  expect(await robin.slack.click({ on: 'home', actionId: slackActions.more })).toMatchObject({ ok: true });
  await expect.poll(() => refused('workspace-unreachable')).toBe(before + 1);

  expect(await slack.installApp(team)).toMatchObject({ ok: true });
  await expect.poll(lessons).toBe(sent + 1);
  expect(await tenantOf(team)).toBe(tenant);
});

const actionBody = z.object({ actions: z.array(z.looseObject({ action_id: z.string() })) });

test('a click on a lesson that is gone is answered, counted, and says so to the person', async () => {
  const { slack, robin, lesson, last } = await learning();
  await robin.answer(lesson, 'right');
  const delivery = await last();
  const payload = new URLSearchParams(delivery.request.body).get('payload') ?? '';
  const [action] = actionBody.parse(JSON.parse(payload)).actions;
  const gone = { event: 'answer-given', outcome: 'skip', code: 'assignment-unknown' };
  const before = await counterOf('personalization', 'crescendo_events_handled_total', gone);
  const value = `asg_${'0'.repeat(26)}:${action?.action_id.split('.').at(-1)}`;
  const overrides = { trigger_id: `${Date.now()}.1.gone`, actions: [{ ...action, value }] };
  expect(await slack.forge({ like: delivery.id, overrides })).toMatchObject({ status: 200 });
  await robin.until('that it is gone', ({ messages }) =>
    messages.some((message) => wordsOf(message).includes('This lesson is no longer available')),
  );
  expect(await counterOf('personalization', 'crescendo_events_handled_total', gone)).toBe(before + 1);
});
