import {
  type Clear,
  type DataOf,
  erasureStepRequested,
  messageRequested,
  newId,
  transient,
} from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { installations } from '../../installations.ts';
import { type TestGateway, testGateway } from '../../testing/test-gateway.ts';

type Wanted = Partial<Clear<DataOf<typeof messageRequested>>>;

/** A workspace with one person, known to ingestion. */
async function oneLearner(addresses?: (user: string) => unknown) {
  const user = newId('user');
  const known = { slackUser: '' };
  const gateway = await testGateway({
    ingestion: () => addresses?.(user) ?? { addresses: [{ user, slackUser: known.slackUser }] },
  });
  const workspace = await gateway.installedWorkspace();
  known.slackUser = workspace.slackUser;
  const { tenant } = workspace;
  return {
    ...gateway,
    ...workspace,
    user,
    async want(wanted: Wanted = {}) {
      const message = newId('message');
      const data = { message, whenUnknown: 'give-up', target: { kind: 'direct' }, content: lesson, ...wanted } as const;
      await gateway.deliver(messageRequested, { tenant, user, data });
      return message;
    },
  };
}

const lesson = { text: 'A lesson', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'A *lesson*' } }] };
const told = async ({ published }: Pick<TestGateway, 'published'>) =>
  (await published()).filter(({ type }) => type === 'message-sent').map(({ data }) => data);

test('a message arrives in the conversation with the person, and where it stands is told', async () => {
  const learner = await oneLearner();
  const message = await learner.want();
  await learner.runEffects();

  const { messages, channelId } = await learner.person.surface();
  expect(messages).toMatchObject([
    {
      text: 'A lesson',
      blocks: [{ type: 'section' }],
      metadata: { event_type: 'crescendo_message', event_payload: { message } },
    },
  ]);
  expect(await told(learner)).toEqual([
    { message, outcome: 'sent', place: { channel: channelId, ts: messages[0]?.ts } },
  ]);
});

test('until it is sent, what a message says stands sealed in the ledger', async () => {
  const learner = await oneLearner();
  await learner.want();
  const ledger = JSON.stringify(await learner.performed());
  expect(ledger).toContain('send-message');
  expect(ledger).not.toMatch(/lesson/);
});

test('a message takes the place of another', async () => {
  const learner = await oneLearner();
  await learner.want();
  await learner.runEffects();
  const { messages, channelId: channel = '' } = await learner.person.surface();
  const place = { channel, ts: messages[0]?.ts ?? '' };
  const message = await learner.want({ target: { kind: 'replace', place }, content: { ...lesson, text: 'Answered' } });
  await learner.runEffects();

  expect((await learner.person.surface()).messages).toMatchObject([{ ts: place.ts, text: 'Answered' }]);
  expect((await told(learner)).at(-1)).toEqual({ message, outcome: 'sent', place });
});

test('messages to a person arrive in the order in which they were wanted, a second apart', async () => {
  const learner = await oneLearner();
  for (const text of ['first', 'second']) await learner.want({ content: { ...lesson, text } });
  await learner.runEffects();
  const { messages } = await learner.person.surface();
  expect(messages.map(({ text }) => text)).toEqual(['first', 'second']);
  expect(Number(messages[1]?.ts) - Number(messages[0]?.ts)).toBeGreaterThan(1);
});

const window = { type: 'modal', title: { type: 'plain_text', text: 'Why' }, blocks: lesson.blocks };

test('a window that is not there is looked for a few times, and then needs no content any more', async () => {
  const learner = await oneLearner();
  const message = await learner.want({ target: { kind: 'view', viewId: 'evt_gone' }, content: { view: window } });
  await vi.waitFor(
    async () => {
      await learner.runEffects();
      expect(await told(learner)).toEqual([{ message, outcome: 'sent' }]);
    },
    { timeout: 60_000, interval: 250 },
  );
  const [row] = await learner.performed();
  expect(row?.attempt).toBeGreaterThan(1);
});

test('an answer that was lost leaves a lesson unknown, sent at most once', async () => {
  const learner = await oneLearner();
  await learner.slack.setCondition({ kind: 'lose-answers', method: 'chat.postMessage' });
  const message = await learner.want();
  await learner.runEffects();
  expect(await told(learner)).toEqual([{ message, outcome: 'unknown' }]);
  expect((await learner.person.surface()).messages).toHaveLength(1);
});

test('what may come twice is sent again after a lost answer', async () => {
  const learner = await oneLearner();
  await learner.slack.setCondition({ kind: 'lose-answers', method: 'chat.postMessage' });
  const message = await learner.want({ whenUnknown: 'send-again' });
  await vi.waitFor(
    async () => {
      await learner.runEffects();
      expect(await told(learner)).toMatchObject([{ message, outcome: 'sent' }]);
    },
    { timeout: 60_000 },
  );
  expect((await learner.person.surface()).messages).toHaveLength(2);
});

test('a lost answer to opening the conversation harms nobody', async () => {
  const learner = await oneLearner();
  await learner.slack.setCondition({ kind: 'lose-answers', method: 'conversations.open' });
  const message = await learner.want();
  await vi.waitFor(
    async () => {
      await learner.runEffects();
      expect(await told(learner)).toMatchObject([{ message, outcome: 'sent' }]);
    },
    { timeout: 60_000 },
  );
  expect((await learner.person.surface()).messages).toHaveLength(1);
});

test('when Slack says to wait, the message waits and is sent', async () => {
  const learner = await oneLearner();
  await learner.slack.setCondition({ kind: 'rate-limit', method: 'chat.postMessage', retryAfterSeconds: 1 });
  const message = await learner.want();
  const asked = Date.now();
  await vi.waitFor(
    async () => {
      await learner.runEffects();
      expect(await told(learner)).toMatchObject([{ message, outcome: 'sent' }]);
    },
    { timeout: 60_000 },
  );
  expect(await learner.performed()).toMatchObject([{ attempt: 2 }]);
  const { messages } = await learner.person.surface();
  expect(messages).toHaveLength(1);
  expect(Number(messages[0]?.ts) * 1_000).toBeGreaterThanOrEqual(asked + 1_000);
});

test('a refusal is told with Slack’s own code', async () => {
  const learner = await oneLearner();
  await learner.slack.changePerson(learner.team, learner.slackUser, { deactivated: true });
  const message = await learner.want();
  await learner.runEffects();
  expect(await told(learner)).toEqual([{ message, outcome: 'failed', reason: 'user_disabled' }]);
});

test('someone who is gone gets nothing', async () => {
  const learner = await oneLearner(() => ({ addresses: [] }));
  const message = await learner.want();
  await learner.runEffects();
  expect(await told(learner)).toEqual([{ message, outcome: 'failed', reason: 'person-unknown' }]);
});

test('while ingestion is away the message waits', async () => {
  const learner = await oneLearner(() => {
    throw transient('ingestion-unavailable', 'ingestion did not answer.', { after: 60_000 });
  });
  await learner.want();
  expect(await learner.runEffects()).toMatchObject([{ status: 'intended' }]);
  expect(await told(learner)).toEqual([]);
});

test('while Slack refuses the token messages wait, for an hour: a lesson must not come at night', async () => {
  const learner = await oneLearner();
  await learner.slack.setCondition({ kind: 'fail', error: 'invalid_auth', calls: 1_000 });
  const messages = [await learner.want(), await learner.want()];
  expect(await learner.runEffects()).toMatchObject([{ status: 'intended' }, { status: 'intended' }]);
  expect(await learner.context.model(installations).find({}).lean()).toMatchObject([{ status: 'unreachable' }]);
  expect(await learner.refused('workspace-unreachable')).toBe(1);
  expect(await told(learner)).toEqual([]);

  learner.setNow(new Date(Date.now() + 3_700_000));
  await learner.skipWaits();
  await learner.runEffects();
  await learner.skipWaits();
  await learner.runEffects();
  expect(await told(learner)).toEqual(
    messages.map((message) => ({ message, outcome: 'failed', reason: 'workspace-unreachable' })),
  );
});

const erasure = newId('erasure');

/** Delivers purge's request to hold or to release the customer. */
async function purgeAsksFor(learner: TestGateway & { tenant: string }, step: 'hold' | 'release') {
  const { tenant } = learner;
  await learner.deliver(erasureStepRequested, { tenant, data: { erasure, scope: 'tenant', step } });
  await learner.runJob('erase');
}

test.each([
  ['a lesson', {}, []],
  ['what is said at least once', { whenUnknown: 'send-again' }, ['A lesson']],
] as const)('%s that waited while the customer was held, and comes back a day later', async (_what, kind, arrives) => {
  const learner = await oneLearner();
  const message = await learner.want(kind);
  await purgeAsksFor(learner, 'hold');
  expect(await learner.runEffects()).toMatchObject([{ status: 'intended', attempt: 0 }]);
  await learner.slack.installApp(learner.team);
  learner.setNow(new Date(Date.now() + 25 * 3_600_000));
  await purgeAsksFor(learner, 'release');
  await learner.skipWaits();
  await learner.runEffects();
  expect((await learner.person.surface()).messages.map(({ text }) => text)).toEqual(arrives);
  const late = { message, outcome: 'failed', reason: 'too-late' };
  expect(await told(learner)).toMatchObject(arrives.length > 0 ? [{ message, outcome: 'sent' }] : [late]);
});

test('a lesson that waited for another reason is sent within the hour, and not after it', async () => {
  let away = true;
  const learner = await oneLearner((user) => {
    if (away) throw transient('ingestion-unavailable', 'ingestion did not answer.', { after: 60_000 });
    return { addresses: [{ user, slackUser: learner.slackUser }] };
  });
  const [early, late] = [await learner.want(), await learner.want()];
  learner.setNow(new Date(Date.now() + 3_500_000));
  await learner.runEffects();
  expect(await told(learner)).toEqual([]);
  away = false;
  await learner.skipWaits();
  await learner.beforeWrites(async () => {
    if ((await told(learner)).length > 0) learner.setNow(new Date(Date.now() + 3_700_000));
  });
  await learner.runEffects();
  learner.beforeWrites(undefined);
  await learner.skipWaits();
  await learner.runEffects();
  expect(await told(learner)).toMatchObject([
    { message: early, outcome: 'sent' },
    { message: late, outcome: 'failed', reason: 'too-late' },
  ]);
});

test('what was to be sent and does not fit where it was to go fails, once', async () => {
  const learner = await oneLearner();
  const message = await learner.want({ content: { view: window } });
  await learner.runEffects();
  expect(await told(learner)).toEqual([{ message, outcome: 'failed', reason: 'content-mismatch' }]);
});
