import { Failure } from '@crescendo/contracts';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { AnswerLost, judgeSlackError, rateLimited } from './failures.ts';

const once = (error: unknown) => judgeSlackError(error, { repeatable: false });
const refused = (error: string) => new WebAPIPlatformError({ ok: false, error });
const broken = (code: string) =>
  new WebAPIRequestError(new TypeError('fetch failed', { cause: Object.assign(new Error('socket'), { code }) }));

test('a 429 was not carried out and says when to come back', () => {
  // The client library wraps every error of its `fetch`.
  expect(once(new WebAPIRequestError(rateLimited(7_000)))).toMatchObject({ retry: true, after: 7_000 });
});

test.each(['ratelimited', 'rate_limited'])('%s as an answer does not say for how long: half a minute', (error) => {
  expect(once(refused(error))).toMatchObject({ code: 'slack-rate-limited', retry: true, after: 30_000 });
});

test("a refusal keeps Slack's code and is not tried again", () => {
  expect(once(refused('channel_not_found'))).toMatchObject({ code: 'channel_not_found', retry: false });
});

test.each(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT'])(
  'without a connection (%s) nothing was sent',
  (code) => {
    expect(once(broken(code))).toMatchObject({ code: 'slack-unavailable', retry: true });
  },
);

test.each([
  ['a socket that closed', broken('UND_ERR_SOCKET')],
  ['a deadline', new DOMException('over', 'TimeoutError')],
  ['a server error', new WebAPIHTTPError(502, 'Bad Gateway', {}, '<html>')],
  ['internal_error', refused('internal_error')],
  ['an answer that is no JSON', refused('<html>Someone Example</html>')],
])('after %s nobody knows whether it was done', (_what, error) => {
  expect(once(error)).toBeInstanceOf(AnswerLost);
});

test('what may be repeated is tried again when its answer was lost', () => {
  const judged = judgeSlackError(broken('UND_ERR_SOCKET'), { repeatable: true });
  expect(judged).toBeInstanceOf(Failure);
  expect(judged).toMatchObject({ retry: true });
});

test('nothing of an answer that is no JSON goes on', () => {
  expect(JSON.stringify(once(refused('<p>Someone Example</p>')).message)).not.toContain('Someone');
});
