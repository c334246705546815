import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { verifySignature } from './signature.ts';

// Slack's published test vector: docs.slack.dev/authentication/verifying-requests-from-slack.
const published = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestamp: '1531420618',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  body: Buffer.from(
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V' +
      '&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
      '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
      '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  ),
};
const signedAt = new Date(1_531_420_618_000);
const later = (seconds: number) => new Date(signedAt.getTime() + seconds * 1000);

test('the vector that Slack publishes is from Slack', () => {
  expect(verifySignature({ ...published, now: signedAt })).toEqual({ ok: true, at: signedAt });
});

test.each([-300, -1, 1, 300])('a clock that is %i seconds off still takes it', (seconds) => {
  expect(verifySignature({ ...published, now: later(seconds) })).toMatchObject({ ok: true });
});

test.each([-301, 301, 86_400])('%i seconds off is stale, whether past or future', (seconds) => {
  expect(verifySignature({ ...published, now: later(seconds) })).toEqual({ ok: false, code: 'timestamp-stale' });
});

test('one changed byte is not from Slack', () => {
  const body = Buffer.from(published.body);
  body[0] = 'T'.charCodeAt(0);
  expect(verifySignature({ ...published, body, now: signedAt })).toEqual({ ok: false, code: 'signature-wrong' });
});

test('another secret, a cut signature and one of other characters are not from Slack', () => {
  for (const wrong of [
    { secret: 'other' },
    { signature: published.signature.slice(0, -1) },
    { signature: published.signature.toUpperCase() },
    { signature: `${'é'.repeat(3)}${published.signature.slice(3)}` },
    { timestamp: '1531420619' },
  ])
    expect(verifySignature({ ...published, ...wrong, now: signedAt })).toEqual({ ok: false, code: 'signature-wrong' });
});

test.each([undefined, '', 'yesterday', '1531420618.5', '-5', '0x5b47ab4a'])('timestamp %j is none', (timestamp) => {
  expect(verifySignature({ ...published, timestamp, now: signedAt })).toEqual({ ok: false, code: 'signature-missing' });
});

test('a missing signature is refused', () => {
  expect(verifySignature({ ...published, signature: undefined, now: signedAt })).toMatchObject({ ok: false });
});

test('bytes that are no text are signed as they are', () => {
  const body = Uint8Array.from([0xff, 0x00, 0xfe]);
  const signature = `v0=${createHmac('sha256', 'secret').update('v0:1531420618:').update(body).digest('hex')}`;
  const request = { secret: 'secret', timestamp: '1531420618', signature, body, now: signedAt };
  expect(verifySignature(request)).toMatchObject({ ok: true });
});
