import { expect, test } from 'vitest';
import { tellOf } from './send-message.ts';

const message = 'msg_0123456789abcdefghjkmnpqrs';
const place = { channel: 'D1', ts: '1.2' };

test('what was sent tells where it stands', () => {
  expect(tellOf(message, { kind: 'known', result: { place } })).toEqual({ message, outcome: 'sent', place });
});

test('a window that was filled has no place', () => {
  expect(tellOf(message, { kind: 'known', result: {} })).toEqual({ message, outcome: 'sent' });
});

test.each([
  ['channel_not_found', 'channel_not_found'],
  ['key-gone', 'key-gone'],
  ['Something <else>', 'refused'],
])('a refusal %j is told as %s', (code, reason) => {
  expect(tellOf(message, { kind: 'failed', code })).toEqual({ message, outcome: 'failed', reason });
});

test('what nobody knows is told as that', () => {
  expect(tellOf(message, { kind: 'unknown' })).toEqual({ message, outcome: 'unknown' });
});
