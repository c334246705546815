import { testService } from '@crescendo/chassis-testing';
import {
  assignmentValue,
  commentForm,
  newId,
  type SlackTraffic,
  slackActions,
  slackReceived,
} from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { lastActs } from './last-acts.ts';
import { ingestion } from './service.ts';

/** Today, because the database deletes rows by its own clock, a day after the act. */
const start = new Date(Math.floor(Date.now() / 1_000) * 1_000);
const seconds = (n: number) => new Date(start.getTime() + n * 1_000);
const message = { channel: 'D1', ts: '1700000000.000100' };
const more: SlackTraffic = pressed(slackActions.more, { message });

function pressed(action: string, rest: object = {}): SlackTraffic {
  return { kind: 'action', slackUser: 'UCANARY', action, ...rest };
}

async function person() {
  const { deliver, context, keyring } = await testService(
    ingestion({ GATEWAY_URL: 'http://gateway.invalid', ROSTER_PAGE_SIZE: 200 }),
    { now: start },
  );
  const tenant = newId('tenant');
  return {
    /** The results of an act: each event's name, and whether it only repeats one. */
    async does(traffic: SlackTraffic, time = start) {
      const [key = ''] = await keyring.hash(tenant, [traffic.slackUser]);
      const { outcome, published } = await deliver(slackReceived, { tenant, key, data: { traffic }, time });
      const repeats = (data: unknown) => (data && typeof data === 'object' && 'repeats' in data ? ' again' : '');
      return outcome.kind === 'skip' ? outcome.code : published.map(({ type, data }) => type + repeats(data)).join();
    },
    rows: () => context.model(lastActs).find({ tenant }).lean(),
  };
}

test('a lesson that is asked for twice by the same button within a minute comes once', async () => {
  const { does } = await person();
  expect(await does(more)).toBe('lesson-requested');
  expect(await does(more, seconds(59))).toBe('repeated');
  expect(await does(more, seconds(60))).toBe('lesson-requested');
});

test('the button of another message, and a command, are other acts', async () => {
  const { does } = await person();
  expect(await does(more)).toBe('lesson-requested');
  const other = { channel: 'D1', ts: '1700000000.000200' };
  expect(await does(pressed(slackActions.more, { message: other }), seconds(1))).toBe('lesson-requested');
  const command: SlackTraffic = { kind: 'command', slackUser: 'UCANARY', text: 'lesson' };
  expect(await does(command, seconds(2))).toBe('lesson-requested');
  expect(await does(command, seconds(3))).toBe('repeated');
});

test('a command between two presses of a button parts them, also within the second of which Slack tells no more', async () => {
  const { does } = await person();
  const command: SlackTraffic = { kind: 'command', slackUser: 'UCANARY', text: 'lesson' };
  expect(await does(more, seconds(10.5))).toBe('lesson-requested');
  expect(await does(command, seconds(10))).toBe('lesson-requested');
  expect(await does(more, seconds(10.9))).toBe('lesson-requested');
});

test('who answers in between asks anew', async () => {
  const { does } = await person();
  const value = assignmentValue(newId('assignment'), 1);
  const answer = pressed(`${slackActions.answer}.1`, { value, message });
  expect(await does(more)).toBe('lesson-requested');
  expect(await does(answer, seconds(20))).toBe('answer-given');
  expect(await does(answer, seconds(21))).toBe('repeated');
  expect(await does(more, seconds(40))).toBe('lesson-requested');
});

test('to look at something or say something in between makes nothing new', async () => {
  const { does } = await person();
  await does(more);
  expect(await does({ kind: 'home-opened', slackUser: 'UCANARY' }, seconds(5))).toBe('home-changed');
  expect(await does({ kind: 'messages-opened', slackUser: 'UCANARY' }, seconds(5))).toBe('messages-opened');
  expect(await does({ kind: 'message-typed', slackUser: 'UCANARY' }, seconds(5))).toBe('message-typed');
  const why = { value: newId('assignment'), view: 'V1' };
  expect(await does(pressed(slackActions.why, why), seconds(6))).toBe('view-requested');
  expect(await does(more, seconds(10))).toBe('repeated');
});

test('a press that was refused and arrives after the next one is no second', async () => {
  const { does } = await person();
  expect(await does(more, seconds(10))).toBe('lesson-requested');
  expect(await does(more, seconds(1))).toBe('repeated');
});

test('what says how something is to be goes on also when it is repeated, and counts once', async () => {
  const { does } = await person();
  const value = assignmentValue(newId('assignment'), 'helpful');
  const rate = pressed(`${slackActions.rate}.helpful`, { value, message });
  const comment: SlackTraffic = {
    kind: 'form-submitted',
    slackUser: 'UCANARY',
    form: commentForm.callbackId,
    context: newId('assignment'),
    values: { [commentForm.input]: 'It helped.' },
  };
  for (const [act, type] of [
    [pressed(slackActions.start), 'learning-started'],
    [pressed(slackActions.stop), 'learning-stopped'],
    [rate, 'feedback-given'],
    [comment, 'feedback-given'],
  ] as const) {
    expect(await does(act)).toBe(type);
    expect(await does(act, seconds(1))).toBe(`${type} again`);
  }
  for (const [act, type] of [
    [pressed(slackActions.mode, { value: 'adaptive' }), 'selection-mode-chosen'],
    [pressed(slackActions.eraseMe), 'erasure-asked'],
    [pressed(slackActions.keepMe), 'erasure-withdrawn'],
    [pressed(slackActions.withdrawFeedback), 'consent-withdrawn'],
  ] as const) {
    expect(await does(act)).toBe(type);
    expect(await does(act, seconds(1))).toBe(type);
  }
});

test('Start, Stop, Start: none is a repetition, in whatever order they arrive', async () => {
  const [startAt, stopAt] = [pressed(slackActions.start), pressed(slackActions.stop)];
  const inOrder = await person();
  expect(await inOrder.does(startAt, seconds(1))).toBe('learning-started');
  expect(await inOrder.does(stopAt, seconds(2))).toBe('learning-stopped');
  expect(await inOrder.does(startAt, seconds(3))).toBe('learning-started');

  // Here the second Start counts as a repetition but still takes effect, because it is newer than the Stop.
  const overtaken = await person();
  expect(await overtaken.does(startAt, seconds(1))).toBe('learning-started');
  expect(await overtaken.does(startAt, seconds(3))).toBe('learning-started again');
  expect(await overtaken.does(stopAt, seconds(2))).toBe('learning-stopped');
});

test('of what a person did last, nobody can read what it was', async () => {
  const { does, rows } = await person();
  await does(more);
  await does(pressed(slackActions.stop), seconds(1));
  const kept = await rows();
  expect(kept).toHaveLength(1);
  expect(kept[0]?.act).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
});
