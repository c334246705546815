import { testService } from '@crescendo/chassis-testing';
import { newId, slackReceived } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { people } from '../people.ts';
import { ingestion } from '../service.ts';
import { type StandInMember, slackProxyStandIn } from '../testing/slack-proxy-stand-in.ts';
import { uncountedChanges } from '../uncounted-changes.ts';

const slackUser = 'UCANARY';
const updated = 1_700_000_000;

/** An unknown person opened App Home, in a workspace with these members. */
async function strangerActed(members: StandInMember[]) {
  const slack = await slackProxyStandIn(members);
  const service = await testService(ingestion({ GATEWAY_URL: slack.url, ROSTER_PAGE_SIZE: 200 }));
  const tenant = newId('tenant');
  const [key = ''] = await service.keyring.hash(tenant, [slackUser]);
  await service.deliver(slackReceived, { tenant, key, data: { traffic: { kind: 'home-opened', slackUser } } });
  return {
    ...service,
    slack,
    tenant,
    person: async () => {
      const rows = await service.context.model(people).find({ tenant }).lean();
      return (await service.context.open(people, rows, ['slackUser', 'timezone', 'flags']))[0];
    },
    uncounted: () => service.context.model(uncountedChanges).countDocuments({ tenant }),
  };
}

test('a stub is completed by asking Slack in the name of the workspace', async () => {
  const { slack, tenant, runEffects, person, published, uncounted } = await strangerActed([
    { id: slackUser, updated, tz: 'Asia/Tokyo', locale: 'ja-JP', is_restricted: true },
  ]);
  expect(await runEffects()).toMatchObject([{ effect: 'look-up-person', status: 'known' }]);
  expect(slack.asked).toEqual([
    {
      method: 'users.info',
      authorization: `Bearer gateway:${tenant}`,
      arguments: { user: slackUser, include_locale: 'true' },
    },
  ]);
  expect(await person()).toMatchObject({ slackUser, stub: false, timezone: 'Asia/Tokyo', flags: { guest: true } });
  expect((await published()).map(({ type, data }) => [type, data])).toEqual([
    ['home-changed', {}],
    ['user-synced', { version: updated * 1000, timezone: 'Asia/Tokyo', locale: 'ja-JP' }],
  ]);
  expect(await uncounted()).toBe(1);
});

test('one whom Slack does not know is removed', async () => {
  const { runEffects, person, published, uncounted } = await strangerActed([]);
  expect(await runEffects()).toMatchObject([{ status: 'failed' }]);
  const gone = await person();
  expect(gone).toMatchObject({ status: 'removed', stub: false });
  expect(Object.keys(gone ?? {})).not.toContain('slackUser');
  expect((await published()).map(({ type, user }) => [type, user])).toEqual([
    ['home-changed', gone?.user],
    ['user-removed', gone?.user],
  ]);
  expect(await uncounted()).toBe(0);
});

test('a bot that acted is removed', async () => {
  const { runEffects, person } = await strangerActed([{ id: slackUser, updated, is_bot: true }]);
  await runEffects();
  expect(await person()).toMatchObject({ status: 'removed' });
});

test('when Slack refuses they stay a stub, for the next roster sync to complete', async () => {
  const { slack, runEffects, person } = await strangerActed([{ id: slackUser, updated }]);
  slack.answerNextWith({ status: 200, body: { ok: false, error: 'missing_scope' } });
  expect(await runEffects()).toMatchObject([{ status: 'failed' }]);
  expect(await person()).toMatchObject({ slackUser, status: 'active', stub: true });
});

test('an answer that is lost, or a 429, is asked for again', async () => {
  const { slack, runEffects, person } = await strangerActed([{ id: slackUser, updated }]);
  slack.answerNextWith({ status: 429, headers: { 'retry-after': '1' }, body: { ok: false, error: 'ratelimited' } });
  await runEffects();
  slack.answerNextWith({ status: 502, body: {} });
  await expect.poll(async () => (await runEffects())[0]?.status).toBe('known');
  expect(await person()).toMatchObject({ stub: false });
});
