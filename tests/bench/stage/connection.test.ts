import { expect, test } from 'vitest';
import { statusOfWhole } from './connection.ts';

test.each([
  ['without a body', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 200],
  ['with a body', 'HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nlate', 503],
  ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', 200],
])('an answer %s is known by its end', (_how, whole, status) => {
  expect(statusOfWhole(whole)).toBe(status);
  expect(statusOfWhole(whole.slice(0, -1))).toBeUndefined();
});
