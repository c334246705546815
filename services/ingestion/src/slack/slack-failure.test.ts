import { permanent } from '@crescendo/contracts';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { rateLimited, slackFailure } from './slack-failure.ts';

const said = (error: string) => new WebAPIPlatformError({ ok: false, error });

test.each([
  [
    'too many calls',
    new WebAPIRequestError(rateLimited(7_000)),
    { code: 'slack-rate-limited', retry: true, after: 7_000 },
  ],
  ['too many calls, for an unknown time', said('ratelimited'), { code: 'slack-rate-limited', after: 30_000 }],
  ['no answer', new WebAPIRequestError(new Error('reset')), { code: 'slack-unavailable', retry: true }],
  ['a gateway that is away', new WebAPIHTTPError(503, '', {}), { code: 'slack-proxy-503', retry: true }],
  ['a gateway that does not know us', new WebAPIHTTPError(401, '', {}), { code: 'slack-proxy-401', retry: true }],
  ['trouble at Slack', said('internal_error'), { code: 'slack-internal-error', retry: true }],
  ['a refusal', said('user_not_found'), { code: 'slack-user-not-found', retry: false }],
  ['a refusal that quotes someone', said('no such user: u1@x.y'), { code: 'slack-unknown-error', retry: false }],
])('%s', (_what, error, failure) => {
  expect(slackFailure(error)).toMatchObject(failure);
});

test('a failure stays itself, and what nobody foresaw is not made one', () => {
  const failure = permanent('forbidden', 'No.');
  const unforeseen = new TypeError('unforeseen');
  expect(slackFailure(failure)).toBe(failure);
  expect(slackFailure(unforeseen)).toBe(unforeseen);
});
