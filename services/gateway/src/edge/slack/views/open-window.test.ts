import { setImmediate } from 'node:timers/promises';
import type { ServiceContext } from '@crescendo/chassis';
import { heldClock } from '@crescendo/chassis-testing';
import { permanent, type SlackTraffic, slackActions, transient } from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import type { SlackApi } from '../../../outbound/slack/client.ts';
import { AnswerLost } from '../../../outbound/slack/failures.ts';
import { tooLongView } from './loading.ts';
import { openWindow } from './open-window.ts';

const why: SlackTraffic = { kind: 'action', slackUser: 'U1', action: slackActions.why, value: 'asg_1' };
const click = { tenant: 'tnt_1', delivery: '1.2.abc', window: 'evt_1', traffic: why };
const view = { id: 'V1', hash: '1.abc' };

/** A Slack that answers by method, and the calls it got. */
function slackThat(answers: Record<string, () => Promise<unknown>>) {
  const asked: unknown[] = [];
  const said: string[] = [];
  const slack = {
    call: async ({ method, args }: { method: string; args: unknown }) => {
      asked.push({ method, args });
      return await (answers[method]?.() ?? Promise.resolve({}));
    },
  } as SlackApi;
  const clock = heldClock();
  const service = {
    clock,
    log: { warn: (_fields: object, message: string) => said.push(message) },
    metrics: { refused: { inc() {} } },
  } as unknown as ServiceContext; // only the parts in use
  return {
    edge: { slack, service },
    asked,
    said,
    /** Lets time pass, and waits for its consequences. */
    async pass(ms: number) {
      clock.pass(ms);
      await setImmediate();
    },
  };
}
const never = () => new Promise<never>(() => {});
const opens = { 'views.open': async () => ({ view }) };
const saysSo = { ...tooLongView, external_id: 'evt_1' };
const named = { ...why, view: 'evt_1' };

test('a window is opened under our name, and the click goes on with it', async () => {
  const { edge, asked } = slackThat(opens);
  expect(await openWindow(edge, click)).toEqual(named);
  expect(asked).toMatchObject([
    { method: 'views.open', args: { trigger_id: '1.2.abc', view: { external_id: 'evt_1' } } },
  ]);
});

test('other clicks go on as they are, and Slack is not asked', async () => {
  const { edge, asked } = slackThat(opens);
  const traffic = { ...why, action: slackActions.start };
  expect(await openWindow(edge, { ...click, traffic })).toBe(traffic);
  expect(asked).toEqual([]);
});

test('a Slack that says nothing holds the click up for half a second, and no longer', async () => {
  const { edge, pass } = slackThat({ 'views.open': never });
  const gone = vi.fn();
  void openWindow(edge, click).then(gone);
  await pass(499);
  expect(gone).not.toHaveBeenCalled();
  await pass(1);
  expect(gone).toHaveBeenCalledWith(named);
});

test('when nobody knows whether the window is open, the click goes on under its name', async () => {
  const lost = async () => {
    throw new AnswerLost();
  };
  expect(await openWindow(slackThat({ 'views.open': lost }).edge, click)).toEqual(named);
});

test('a window of which nobody knows whether it is open says after ten seconds, by its name, that nobody has filled it', async () => {
  const lost = async () => {
    throw new AnswerLost();
  };
  const { edge, asked, pass } = slackThat({ 'views.open': lost });
  await openWindow(edge, click);
  await pass(9_999);
  expect(asked).toHaveLength(1);
  await pass(1);
  expect(asked[1]).toEqual({ method: 'views.update', args: { external_id: 'evt_1', view: saysSo } });
});

test.each(['exchanged_trigger_id', 'duplicate_external_id'])('%s: the click is a replay', async (code) => {
  const used = async () => {
    throw permanent(code, 'Used.');
  };
  expect(await openWindow(slackThat({ 'views.open': used }).edge, click)).toBeUndefined();
});

test('that there is no window is said when it is known in time, and noted when not', async () => {
  const refuse = () => {
    throw transient('slack-rate-limited', 'Wait.');
  };
  await expect(openWindow(slackThat({ 'views.open': async () => refuse() }).edge, click)).rejects.toMatchObject({
    code: 'slack-rate-limited',
  });

  const late = Promise.withResolvers<never>();
  const { edge, said, pass } = slackThat({ 'views.open': () => late.promise });
  const going = openWindow(edge, click);
  await pass(500);
  expect(await going).toEqual(named);
  late.reject(transient('slack-rate-limited', 'Wait.'));
  await pass(0);
  expect(said).toEqual([expect.stringContaining('did not open')]);
});

test.each([
  ['at once', 0],
  ['late', 5_000],
])('a window that opened %s and that nobody has filled ten seconds later says so', async (_when, ms) => {
  const opening = Promise.withResolvers<object>();
  const { edge, asked, pass } = slackThat({ 'views.open': () => opening.promise });
  void openWindow(edge, click);
  await pass(ms);
  opening.resolve({ view });
  await pass(0);
  await pass(9_999);
  expect(asked).toHaveLength(1);
  await pass(1);
  expect(asked[1]).toEqual({ method: 'views.update', args: { view_id: 'V1', hash: '1.abc', view: saysSo } });
});

test.each([
  ['hash_conflict', 0],
  ['not_found', 0],
  ['slack-unavailable', 1],
])('after %s, %s warnings', async (code, warnings) => {
  const update = async () => {
    throw permanent(code, 'No.');
  };
  const { edge, said, pass } = slackThat({ ...opens, 'views.update': update });
  await openWindow(edge, click);
  await pass(10_000);
  expect(said).toHaveLength(warnings);
});
