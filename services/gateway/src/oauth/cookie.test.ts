import { expect, test } from 'vitest';
import { installCookie, readInstallCookie } from './cookie.ts';

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
