import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { slackStream } from '@crescendo/contracts';
import { type System, startSystem } from '@crescendo/dev';
import { createTopics } from '@crescendo/engines';
import { SlackSimulatorClient } from '@crescendo/slack-simulator';
import { serviceEnvironment } from '../../../packages/dev/src/system/environment.ts';
import { waitHealthy } from '../../../packages/dev/src/system/health.ts';
import { freePorts } from '../../../packages/dev/src/system/port-plan.ts';
import { openSecrets } from '../../../packages/dev/src/system/secrets.ts';
import { freePort } from '../../../packages/engines/src/ports.ts';
import type { Bench } from '../benchmark.ts';
import type { SlackTarget } from './slack-event.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const PEOPLE = 200;
export const BARE_TOPIC = 'crescendo.bench-bare';

/** A process that listens. */
export type Server = { port: number; pid: number };

export type EdgeSystem = {
  system: System;
  target: SlackTarget;
  /** Another process of the gateway, on the same data. Resolves once it is ready. */
  startGateway(name: string, env: Record<string, string>): Promise<Server>;
  stop(): Promise<void>;
};

/** The real gateway with what it needs: broker, database, key service, and a workspace that installed the app. */
export async function startEdgeSystem(bench: Bench): Promise<EdgeSystem> {
  const dir = join(bench.dir, 'edge');
  const ports = await freePorts();
  const system = await startSystem({
    dir,
    ports,
    slackLimits: 'wide',
    services: ['purge', 'gateway'],
    say: bench.say,
    signal: bench.signal,
  });
  await createTopics(system.kafka.brokers, [{ ...slackStream, topic: BARE_TOPIC }]);
  const slack = new SlackSimulatorClient(system.slack.url);
  const someone = (at: number) => ({ realName: `Given Family ${at}`, ...(at === 0 && { kind: 'owner' as const }) });
  const people = Array.from({ length: PEOPLE }, (_, at) => someone(at));
  const { id: team, people: users } = await slack.createWorkspace({ name: 'Benchmark', people });
  const installed = await slack.installApp(team);
  if (!installed.ok) throw new Error(`the installation was answered ${installed.status}`);

  const stops: (() => Promise<void>)[] = [];
  return {
    system,
    target: { team, users: users.map(({ id }) => id), signingSecret: system.slack.signingSecret },
    async startGateway(name, env) {
      const port = await freePort();
      const environment = serviceEnvironment('gateway', {
        ports,
        secrets: await openSecrets(join(dir, 'secrets')),
        slackLimits: 'wide',
        demoWorkspaces: false,
        logLevel: 'info',
        clockFile: join(dir, 'clock.json'),
        tracesUrl: undefined,
        brokers: system.kafka.brokers,
        mongodbUri: await system.mongodb.uriFor('gateway'),
      });
      const log = openSync(join(system.logDir, `${name}.log`), 'a', 0o600);
      const child = spawn(process.execPath, [...nodeOptions(), 'services/gateway/src/main.ts'], {
        cwd: ROOT,
        env: { ...environment, PORT: String(port), INSTANCE: name, ...env },
        stdio: ['pipe', log, log],
      });
      stops.push(async () => {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      });
      await waitHealthy(`http://127.0.0.1:${port}/readyz`, { timeoutMs: 30_000, signal: bench.signal });
      if (child.pid === undefined) throw new Error('a gateway that is ready has no pid');
      return { port, pid: child.pid };
    },
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
      await system.stop();
    },
  };
}

/** Node's own flags for the gateway, such as --cpu-prof, from BENCH_NODE_OPTIONS. */
const nodeOptions = (): string[] => process.env.BENCH_NODE_OPTIONS?.split(' ') ?? [];
