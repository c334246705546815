import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@crescendo/contracts';
import { startSystem } from '@crescendo/dev';
import { SlackSimulatorClient } from '@crescendo/slack-simulator';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { press } from './press.ts';

const WORKSPACES = 50;
/**
 * Each gateway's requests to the key service for a workspace: the days' keys and the key of hashes. The first gateway
 * makes one more, to seal the token.
 */
const REQUESTS_PER_WORKSPACE = [3, 2];
const FETCHED_WITHIN_MS = 60_000;

async function twoGateways() {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-first-clicks-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const system = await startSystem({ dir, ports: 'free', slackLimits: 'wide', services: ['purge', 'gateway'] });
  onTestFinished(() => system.stop());
  const another = await system.startReplica('gateway');
  return { system, gateways: [system.gatewayUrl, another.url], slack: new SlackSimulatorClient(system.slack.url) };
}

/** How often the gateway got keys from the key service. */
async function keyAnswers(gatewayUrl: string): Promise<number> {
  const text = await (await fetch(`${gatewayUrl}/metrics`)).text();
  return Number(/^crescendo_key_request_seconds_count\{[^}]*outcome="answered"[^}]*\} (\d+)/m.exec(text)?.[1] ?? 0);
}

test('the key service stops: the first click of each workspace is taken, at whichever gateway it arrives', async () => {
  const { system, gateways, slack } = await twoGateways();
  const before = await Promise.all(gateways.map(keyAnswers));
  const installed = [];
  for (let at = 0; at < WORKSPACES; at++) {
    const { id: team, people } = await slack.createWorkspace({
      name: `Acme ${at}`,
      people: [{ realName: 'Given Family' }, { realName: 'Other Family' }],
    });
    expect((await slack.installApp(team)).status).toBe(200); // through the first gateway alone
    installed.push({ team, users: people.map(({ id }) => id) });
  }
  await eventually(
    async () => {
      const answers = await Promise.all(gateways.map(keyAnswers));
      for (const [at, each] of REQUESTS_PER_WORKSPACE.entries())
        expect((answers[at] ?? 0) - (before[at] ?? 0)).toBeGreaterThanOrEqual(WORKSPACES * each);
    },
    { timeoutMs: FETCHED_WITHIN_MS, everyMs: 200 },
  );

  await system.killService('purge', 'SIGTERM');
  const { signingSecret } = system.slack;
  for (const [at, gatewayUrl] of gateways.entries()) {
    const answers = [];
    for (const { team, users } of installed) {
      const button = { team, user: users[at] ?? '', assignment: newId('assignment'), at: new Date() };
      answers.push(await press(button, { gatewayUrl, signingSecret }));
    }
    expect(answers).toEqual(Array(WORKSPACES).fill({ status: 200, code: undefined }));
  }
});
