import { expect, test } from 'vitest';
import { programWith } from '../testing/program.ts';

const tenant = 'tnt_00000000000000000000000000';
const item = {
  ...{ tenant, since: '2026-11-24T12:00:00.000Z', code: 'invalid_auth', tries: 7 },
  ...{ nextTry: '2026-11-24T12:30:00.000Z', told: false },
};

test('customers whom Slack keeps us from are listed with what it says, and when it is asked again', async () => {
  const { crescendo, asked } = await programWith({ body: { items: [item, { ...item, told: true }], total: 5 } });
  const { code, out } = await crescendo('unreachable');
  expect([code, asked[0]?.path]).toEqual([0, '/operator/unreachable']);
  expect(out).toMatch(new RegExp(`${tenant} +.* invalid_auth +7 +2026-11-24 12:30:00Z`));
  expect(out).toContain('the app was removed; not confirmed');
  expect(out).toContain('These are 2 of 5 customers.');
});

test('since when counts by the clock of the gateway, which may be that of a moved world', async () => {
  const { crescendo } = await programWith({
    body: { items: [{ ...item, since: '2027-03-26T12:00:00.000Z' }], total: 1 },
    date: 'Sun, 28 Mar 2027 12:00:00 GMT',
  });
  expect((await crescendo('unreachable')).out).toMatch(new RegExp(`${tenant} +48 h `));
});

test('where there are none it says so', async () => {
  const { crescendo } = await programWith({ body: { items: [], total: 0 } });
  expect((await crescendo('unreachable')).out).toBe('Every customer can be reached.\n');
});
