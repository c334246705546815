import { expect, test } from 'vitest';
import { installCookie, installedCookie, readInstallCookie, readInstalledCookie } from './cookie.ts';

test('the cookie stays out of scripts and of requests from elsewhere, and off plain HTTP', () => {
  expect(installCookie('secret', { publicUrl: 'https://app.example', seconds: 600 })).toBe(
    'crescendo-install=secret; Path=/slack; HttpOnly; SameSite=Lax; Max-Age=600; Secure',
  );
});

test('on a developer’s machine there is no HTTPS to insist on', () => {
  expect(installCookie('secret', { publicUrl: 'http://localhost:8080', seconds: 600 })).not.toContain('Secure');
});

test('the cookie is found among others', () => {
  expect(readInstallCookie('a=1; crescendo-install=secret; b=2')).toBe('secret');
  expect(readInstallCookie('not-crescendo-install=secret')).toBeUndefined();
  expect(readInstallCookie('crescendo-install=')).toBeUndefined();
  expect(readInstallCookie(undefined)).toBeUndefined();
});

test('where the app was installed is read as it was written', () => {
  const written = installedCookie({ app: 'A1', team: 'T1' }, { publicUrl: 'https://app.example', seconds: 600 });
  expect(written).toBe('crescendo-installed=A1.T1; Path=/slack; HttpOnly; SameSite=Lax; Max-Age=600; Secure');
  expect(readInstalledCookie(`crescendo-install=secret; ${written}`)).toEqual({ app: 'A1', team: 'T1' });
});

test.each([undefined, '', 'crescendo-installed=', 'crescendo-installed=A1', 'crescendo-installed=//evil.example.T1'])(
  'what somebody put there themselves (%j) leads nowhere',
  (header) => {
    expect(readInstalledCookie(header)).toBeUndefined();
  },
);
