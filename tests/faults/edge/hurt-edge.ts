import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@crescendo/contracts';
import { startSystem } from '@crescendo/dev';
import { startEngines } from '@crescendo/engines';
import { SlackSimulatorClient } from '@crescendo/slack-simulator';
import { freePort } from '../../../packages/engines/src/ports.ts';
import { eventually } from '../eventually.ts';
import { madeSafe } from '../outage/edge-metrics.ts';
import { openEffects } from './effects-of.ts';
import { openLink } from './links.ts';
import { type Answer, type Button, press } from './press.ts';

const GATEWAYS = 2;
const DIRECT_WITHIN_MS = 60_000;

export type HurtEdge = Awaited<ReturnType<typeof hurtEdge>>;

/**
 * Two gateways whose links to the broker and to the key service a test can break, and ingestion, which handles the
 * traffic they take. A third gateway, without faults, installs workspaces.
 */
export async function hurtEdge() {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-edge-'));
  const running = new AsyncDisposableStack();
  running.defer(() => rm(dir, { recursive: true, force: true }));
  try {
    const kafkaTarget = await freePort();
    const broker = await openLink(kafkaTarget);
    running.defer(() => broker.close());
    const engines = await startEngines({ dir, kafkaProxy: { port: broker.port, target: kafkaTarget } });
    running.defer(() => engines.stop());
    const { brokers } = engines.kafka;
    const { adminUri } = engines.mongodb;
    const system = await startSystem({
      dir,
      ports: 'free',
      slackLimits: 'wide',
      services: ['purge', 'gateway', 'ingestion'],
      given: { brokers, mongodbUri: adminUri },
    });
    running.defer(() => system.stop());
    const keys = await openLink(Number(new URL(system.services.purge.url).port));
    running.defer(() => keys.close());
    const told = { KAFKA_BROKERS: `127.0.0.1:${broker.port}`, PURGE_URL: `http://127.0.0.1:${keys.port}` };
    const gateways: string[] = [];
    for (let at = 0; at < GATEWAYS; at++) gateways.push((await system.startReplica('gateway', told)).url);
    const effects = await openEffects({ brokers, adminUri });
    running.defer(() => effects.close());
    const slack = new SlackSimulatorClient(system.slack.url);
    const { signingSecret } = system.slack;
    const pressAt = (button: Button, gatewayUrl: string): Promise<Answer> =>
      press(button, { gatewayUrl, signingSecret });

    return {
      links: { broker, keys },
      gateways,
      effects,
      press: pressAt,
      /** Creates a workspace that installs the app; resolves to its people. */
      async workspace(people: number): Promise<{ team: string; users: string[] }> {
        const named = Array.from({ length: people }, (_, at) => ({ realName: `Given Family ${at}` }));
        const { id: team, people: users } = await slack.createWorkspace({ name: 'Acme', people: named });
        const installed = await slack.installApp(team);
        if (!installed.ok) throw new Error(`the installation was answered ${installed.status}`);
        return { team, users: users.slice(0, people).map(({ id }) => id) }; // the last is Slackbot
      },
      /**
       * Resolves when the broker has acknowledged something new from each gateway: by then every earlier send to it has
       * ended.
       */
      async goesToBroker({ team, users: [user = ''] }: { team: string; users: string[] }): Promise<void> {
        for (const gatewayUrl of gateways)
          await eventually(
            async () => {
              const before = await madeSafe(gatewayUrl);
              await pressAt({ team, user, assignment: newId('assignment'), at: new Date() }, gatewayUrl);
              const { broker } = await madeSafe(gatewayUrl);
              if (broker === before.broker) throw new Error('what people do does not go to the broker');
            },
            { timeoutMs: DIRECT_WITHIN_MS, everyMs: 200 },
          );
      },
      end: () => running.disposeAsync(),
    };
  } catch (error) {
    await running.disposeAsync();
    throw error;
  }
}
