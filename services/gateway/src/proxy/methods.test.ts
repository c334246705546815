import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findProxied } from './methods.ts';

const method = (name: string) => {
  const found = findProxied(name);
  if (!found) throw new Error(`${name} is not proxied`);
  return found;
};

test.each(['chat.postMessage', 'users.list/', 'constructor', 'users.profile.get'])('%s is not proxied', (name) => {
  expect(findProxied(name)).toBeUndefined();
});

test('arguments come as a form and go on as what they mean', () => {
  const given = { limit: '200', cursor: 'abc', include_locale: 'true' };
  expect(method('users.list').args.parse(given)).toEqual({ limit: 200, cursor: 'abc', include_locale: true });
});

test.each([
  ['users.list', { token: 'xoxb-1' }],
  ['users.list', { limit: '0' }],
  ['users.list', { cursor: ['a', 'b'] }],
  ['users.info', {}],
  ['users.info', { user: 'Given Family' }],
  ['auth.test', { user: 'U1' }],
])('%s is not called with %j', (name, given) => {
  expect(method(name).args.safeParse(given).success).toBe(false);
});

test('of a member, only what is listed comes back', () => {
  const marked = fc.string().map((text) => `planted${text}`);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), marked), marked, (extra, text) => {
      const profile = { ...extra, real_name: text, image_512: text, email: 'a@example.com' };
      const member = { ...extra, id: 'U1', name: text, real_name: text, tz: 'Europe/Berlin', profile };
      const page = { ...extra, ok: true, members: [member], response_metadata: { ...extra, next_cursor: 'next' } };
      expect(method('users.list').answer.parse(page)).toEqual({
        members: [{ id: 'U1', tz: 'Europe/Berlin', profile: { email: 'a@example.com' } }],
        response_metadata: { next_cursor: 'next' },
      });
    }),
  );
});

test('auth.test says nothing but that it worked', () => {
  expect(method('auth.test').answer.parse({ ok: true, team: 'Acme', user: 'crescendo', url: 'https://x' })).toEqual({});
});
