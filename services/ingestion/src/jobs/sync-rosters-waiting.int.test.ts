import { newId, rosterChanged, tenantInstalled, userRemoved, userSynced } from '@crescendo/contracts';
import { describe, expect, test } from 'vitest';
import { after, installedWorkspace, member, sixPeople } from '../testing/installed-workspace.ts';

describe('when Slack does not answer as hoped', () => {
  test('a 429 in the middle is waited for as long as Slack says, then the same page is read', async () => {
    const { unit, sync, slack, standsAt, setNow, events } = await installedWorkspace(sixPeople());
    await unit();
    await unit();
    slack.answerNextWith({ status: 429, headers: { 'retry-after': '7' }, body: { ok: false, error: 'ratelimited' } });
    await sync();
    expect(slack.asked).toHaveLength(2);
    expect((await standsAt())?.dueAt).toEqual(after(7_000));

    setNow(after(6_999));
    await sync();
    expect(slack.asked).toHaveLength(2);

    setNow(after(7_000));
    await sync();
    expect(slack.asked.map(({ arguments: given }) => given.cursor)).toEqual([
      undefined,
      'after:U2',
      'after:U2',
      'after:U4',
    ]);
    expect(await events(userSynced)).toHaveLength(6);
  });

  test.each([
    ['no Retry-After', {}],
    ['a negative one', { 'retry-after': '-1' }],
    ['a date', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }],
  ])('a 429 with %s is followed by half a minute of rest', async (_what, headers) => {
    const { unit, sync, slack, standsAt } = await installedWorkspace(sixPeople());
    await unit();
    slack.answerNextWith({ status: 429, headers, body: { ok: false, error: 'ratelimited' } });
    await sync();
    expect((await standsAt())?.dueAt).toEqual(after(30_000));
  });

  test('a workspace that has to wait holds up no other', async () => {
    const { deliver, sync, slack, events } = await installedWorkspace([member('U1')]);
    const other = newId('tenant');
    await deliver(tenantInstalled, { tenant: other, data: { scopes: [] } });
    slack.answerNextWith({ status: 200, body: { ok: false, error: 'account_inactive' } });
    await sync();
    expect(await events(rosterChanged)).toHaveLength(1);
  });

  test('a cursor that Slack forgot starts the list anew, and nobody who was seen is removed', async () => {
    const { unit, sync, slack, setNow, events } = await installedWorkspace(sixPeople());
    await unit();
    await unit();
    slack.answerNextWith({ status: 200, body: { ok: false, error: 'invalid_cursor' } });
    await sync();
    setNow(after(1_000));
    await sync();
    expect(slack.asked.at(2)?.arguments.cursor).toBeUndefined();
    expect(await events(userSynced)).toHaveLength(6);
    expect(await events(userRemoved)).toHaveLength(0);
  });

  test.each([
    [
      'a gateway that is away',
      503,
      { type: 'about:blank', title: 'Not available', status: 503, code: 'x', retry: true },
    ],
    ['an answer in no known form', 200, { ok: true, members: [{ id: 7 }] }],
  ])('%s loses nothing', async (_what, status, body) => {
    const { sync, slack, setNow, events } = await installedWorkspace(sixPeople());
    slack.answerNextWith({ status, body });
    await sync();
    expect(await events(userSynced)).toHaveLength(0);
    setNow(after(3_600_000));
    await sync();
    expect(await events(userSynced)).toHaveLength(6);
  });
});
