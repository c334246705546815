import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Failure } from '@crescendo/contracts';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { testGateway } from '../../testing/test-gateway.ts';
import { createSlackApi } from './client.ts';
import { AnswerLost } from './failures.ts';
import { createRateLimits } from './rate-limits.ts';

async function workspace() {
  const gateway = await testGateway();
  const installed = await gateway.installedWorkspace();
  const api = createSlackApi({ url: gateway.slackApiUrl, limits: createRateLimits('real', gateway.clock.elapsed) });
  const post = (more: { deadlineMs?: number; signal?: AbortSignal } = {}) =>
    api.call({
      service: gateway.context,
      tenant: installed.tenant,
      method: 'chat.postMessage',
      args: { channel: installed.slackUser, text: 'hello' },
      answer: z.object({ ts: z.string() }),
      ...more,
    });
  const failureOf = (posting: Promise<unknown>) =>
    posting.then(
      () => undefined,
      (error: unknown) => error,
    );
  return { ...gateway, ...installed, post, failureOf };
}

test('while the token cannot be read nothing was sent, and that is certain', async () => {
  const { post, failureOf, store } = await workspace();
  await store.close();
  const failure = await failureOf(post());
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ code: 'token-unavailable', retry: true });
});

test('a deadline that passes while Slack thinks leaves it unknown', async () => {
  const { post, failureOf, slack, person, clock } = await workspace();
  await slack.setCondition({ kind: 'slow', method: 'chat.postMessage', milliseconds: 60_000 });
  const posting = failureOf(post({ deadlineMs: 200 }));
  await vi.waitFor(async () => expect((await person.surface()).messages).toHaveLength(1), { timeout: 60_000 });
  clock.pass(200);
  expect(await posting).toBeInstanceOf(AnswerLost);
});

test('an answer that cannot be read leaves it unknown too', async () => {
  const { context, tenant, slackUser, slackApiUrl } = await workspace();
  const api = createSlackApi({ url: slackApiUrl, limits: createRateLimits('real') });
  const args = { channel: slackUser, text: 'hello' };
  const odd = z.object({ nowhere: z.string() });
  const posting = api.call({ service: context, tenant, method: 'chat.postMessage', args, answer: odd });
  await expect(posting).rejects.toBeInstanceOf(AnswerLost);
});

/** An address at which nobody listens now. */
async function deserted(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/api/`;
}

test('when nobody listens nothing was sent, and that is certain', async () => {
  const { context, tenant } = await workspace();
  const api = createSlackApi({ url: await deserted(), limits: createRateLimits('real') });
  const posting = api.call({ service: context, tenant, method: 'chat.postMessage', args: {}, answer: z.object({}) });
  await expect(posting).rejects.toMatchObject({ code: 'slack-unavailable', retry: true });
});

test.each([
  ['no Retry-After', null],
  ['a date', 'Wed, 21 Oct 2026 07:28:00 GMT'],
  ['a negative number', '-5'],
  ['nothing at all', '0'],
  ['for ever', '99999999999'],
])('a 429 that says %s was not sent, and is followed by half a minute of rest', async (_what, retryAfterSeconds) => {
  const { post, failureOf, slack, person } = await workspace();
  await slack.setCondition({ kind: 'rate-limit', method: 'chat.postMessage', retryAfterSeconds });
  expect(await failureOf(post())).toMatchObject({ code: 'slack-rate-limited', retry: true, after: 30_000 });
  expect((await person.surface()).messages).toEqual([]);
  expect(await failureOf(post())).toHaveProperty('after', 30_000);
});

test('a wait that is longer than patience goes back to the caller with its length', async () => {
  const { post, failureOf, slack } = await workspace();
  await slack.setCondition({ kind: 'rate-limit', method: 'chat.postMessage', retryAfterSeconds: 30 });
  expect(await failureOf(post())).toMatchObject({ code: 'slack-rate-limited', after: 30_000 });
  const second = await failureOf(post());
  expect(second).toMatchObject({ code: 'slack-rate-limited', retry: true });
  expect(second).toHaveProperty('after', 30_000);
});
