import type { Failure } from '@crescendo/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { homeOf } from '../../edge/slack/belongs-to.ts';
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

const home = homeOf({ team: 'T1' });
const stranger = { id: 'U9', team_id: 'T9', is_stranger: false, profile: { email: 'stranger@example.com' } };

test('of a page, people of other workspaces are left out, and no workspace is named', () => {
  const members = [{ id: 'U1', team_id: 'T1' }, stranger, { id: 'U2', team_id: 'T1', is_stranger: true }];
  const response_metadata = { next_cursor: '' };
  expect(method('users.list').answer(home).parse({ members, response_metadata })).toEqual({
    members: [{ id: 'U1' }],
    response_metadata,
  });
});

test.each([{}, { response_metadata: null }, { response_metadata: [] }, { response_metadata: { next_cursor: 7 } }])(
  'a page with %j is not the last of the list, but none',
  (rest) => {
    expect(
      method('users.list')
        .answer(home)
        .safeParse({ members: [], ...rest }).success,
    ).toBe(false);
  },
);

test('someone of another workspace is as unknown as if Slack did not know them', () => {
  const answer = method('users.info').answer(home);
  expect(answer.parse({ user: { id: 'U1', team_id: 'T1' } })).toEqual({ user: { id: 'U1' } });
  expect(() => answer.parse({ user: stranger })).toThrow(
    expect.objectContaining({ code: 'user_not_found' }) as Failure,
  );
});

test('of a member, only what is listed comes back', () => {
  const marked = fc.string().map((text) => `planted${text}`);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), marked), marked, (extra, text) => {
      const profile = { ...extra, real_name: text, image_512: text, email: 'a@example.com' };
      const member = { ...extra, id: 'U1', name: text, real_name: text, tz: 'Europe/Berlin', profile };
      const page = { ...extra, ok: true, members: [member], response_metadata: { ...extra, next_cursor: 'next' } };
      expect(method('users.list').answer(home).parse(page)).toEqual({
        members: [{ id: 'U1', tz: 'Europe/Berlin', profile: { email: 'a@example.com' } }],
        response_metadata: { next_cursor: 'next' },
      });
    }),
  );
});

test('auth.test says nothing but that it worked', () => {
  expect(
    method('auth.test').answer(home).parse({ ok: true, team: 'Acme', user: 'crescendo', url: 'https://x' }),
  ).toEqual({});
});
