import { messageRequested, newId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { installations } from '../installations.ts';
import { testGateway } from '../testing/test-gateway.ts';

const MINUTE_MS = 60_000;
const lesson = { text: 'A lesson', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'A *lesson*' } }] };

/** Three customers, each with a person who is to get a message. */
async function customers() {
  const slackUsers = new Map<string, string>();
  const gateway = await testGateway({
    ingestion: (_path, body) => {
      const [user = ''] = (body as { users: string[] }).users;
      return { addresses: [{ user, slackUser: slackUsers.get(user) }] };
    },
  });
  const install = async () => ({ ...(await gateway.installedWorkspace()), user: newId('user') });
  const all = [await install(), await install(), await install()];
  for (const { user, slackUser } of all) slackUsers.set(user, slackUser);
  const began = Date.now();
  return {
    ...gateway,
    all,
    statuses: async () =>
      (await gateway.context.model(installations).find({}, { status: 1 }).lean()).map(({ status }) => status),
    told: async () => (await gateway.published()).filter(({ type }) => type === 'message-sent').map(({ data }) => data),
    /** Runs the gateway's scheduled work, minute by minute. */
    async minutes(from: number, to: number) {
      for (let minute = from; minute <= to; minute++) {
        gateway.setNow(new Date(began + minute * MINUTE_MS));
        await gateway.runJob('check-installations');
      }
    },
    async wantOfEach() {
      for (const { tenant, user } of all) {
        const wanted = { whenUnknown: 'give-up', target: { kind: 'direct' }, content: lesson } as const;
        await gateway.deliver(messageRequested, { tenant, user, data: { message: newId('message'), ...wanted } });
      }
    },
  };
}

const refusals = [
  ...['invalid_auth', 'not_authed', 'missing_scope', 'org_login_required', 'accesslimited'],
  ...['team_access_not_granted', 'ekm_access_denied', 'internal_error', 'an_error_that_slack_invents'],
].map((error) => ({ kind: 'fail', error, calls: 1_000_000 }) as const);
const silences = (['dropped', 'server-error'] as const).map(
  (how) => ({ kind: 'lose-answers', method: 'auth.test', how, calls: 1_000_000 }) as const,
);

test.each(
  [...refusals, ...silences].map(
    (condition) => [condition.kind === 'fail' ? condition.error : condition.how, condition] as const,
  ),
)(
  'an hour in which every customer’s calls end with %s ends nobody, and afterwards everything goes on',
  async (_name, condition) => {
    const gateway = await customers();
    const { all, slack } = gateway;
    const { id } = await slack.setCondition(condition);
    await gateway.minutes(60, 60);
    expect(await gateway.statuses()).toEqual(['unreachable', 'unreachable', 'unreachable']);
    await gateway.wantOfEach();
    expect(await gateway.runEffects()).toMatchObject(all.map(() => ({ effect: 'send-message', status: 'intended' })));
    await gateway.minutes(61, 120);
    expect(await gateway.statuses()).toEqual(['unreachable', 'unreachable', 'unreachable']);

    await slack.removeCondition(id);
    await gateway.minutes(121, 160);
    expect(await gateway.statuses()).toEqual(['active', 'active', 'active']);
    await gateway.skipWaits();
    await gateway.runEffects();
    expect(await gateway.told(), 'these have waited for more than an hour').toMatchObject(
      all.map(() => ({ outcome: 'failed', reason: 'too-late' })),
    );
    gateway.setNow(new Date()); // requests carry the machine's time
    await gateway.wantOfEach();
    await gateway.runEffects();
    for (const { person } of all) expect((await person.surface()).messages).toMatchObject([{ text: 'A lesson' }]);
    expect((await gateway.published()).filter(({ type }) => type === 'tenant-terminated')).toEqual([]);
  },
);

test('a customer who leaves while all others cannot be reached is let go', async () => {
  const { all, slack, runEffects, published, minutes, statuses, setNow } = await customers();
  const [left, ...others] = all;
  for (const { team } of others)
    await slack.setCondition({ kind: 'fail', error: 'invalid_auth', calls: 1_000, teamId: team });
  await minutes(60, 60);
  setNow(new Date()); // Slack signs with the present time
  await slack.uninstallApp(left?.team ?? '');
  await runEffects();
  expect((await published()).filter(({ type }) => type === 'tenant-terminated')).toMatchObject([
    { tenant: left?.tenant },
  ]);
  expect((await statuses()).sort()).toEqual(['gone', 'unreachable', 'unreachable']);
});
