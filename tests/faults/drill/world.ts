import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlStream } from '@crescendo/contracts';
import { createTopics, type Engines, startEngines } from '@crescendo/engines';
import { openSecrets } from '../../../packages/dev/src/system/secrets.ts';
import { hostsOf } from '../../../packages/engines/src/mongodb-users.ts';
import { freePort } from '../../../packages/engines/src/ports.ts';
import { drillStreams } from './chain.ts';
import { type Judge, openJudge } from './judge.ts';
import { type Replicas, startReplicas } from './replicas.ts';
import type { Network } from './schedule.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';

/** The drill's environment: its own engines, a proxy in front of each, and the services. */
export type World = {
  /** Holds data and logs. */
  dir: string;
  engines: Engines;
  proxies: Readonly<Record<Network, TcpProxy>>;
  /** Kafka's address, through its proxy. */
  brokers: string;
  /** A database's URI, through the proxy. */
  uriFor(database: string): Promise<string>;
  replicas: Replicas;
  judge: Judge;
  /** Ends all of it and, unless `keepData`, deletes its data. */
  end(options: { keepData: boolean }): Promise<void>;
};

export async function startWorld(options: {
  database: 'fast' | undefined;
  say: (line: string) => void;
  signal: AbortSignal;
}): Promise<World> {
  const { say, signal } = options;
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-drill-'));
  const running = new AsyncDisposableStack();
  try {
    const kafkaProxy = { port: await freePort(), target: await freePort() };
    const mongodbPorts = { port: await freePort(), target: await freePort() };
    const proxies = { Kafka: await startProxy(kafkaProxy), 'the database': await startProxy(mongodbPorts) };
    running.defer(async () => void (await Promise.all(Object.values(proxies).map((proxy) => proxy.close()))));
    const engines = await startEngines({
      dir,
      ports: { mongodb: mongodbPorts.target },
      kafkaProxy,
      database: options.database,
      testCommands: true,
      onProgress: say,
      signal,
    });
    running.defer(() => engines.stop());
    await createTopics(engines.kafka.brokers, [...drillStreams, controlStream]);
    const judge = await openJudge(engines);
    running.defer(() => judge.close());
    const brokers = `127.0.0.1:${kafkaProxy.port}`;
    const uriFor = async (database: string) => {
      const uri = await engines.mongodb.uriFor(database);
      return uri.replace(hostsOf(uri), `127.0.0.1:${mongodbPorts.port}`);
    };
    const secrets = await openSecrets(join(dir, 'secrets'));
    say('Starting three services, three replicas each');
    const replicas = await startReplicas({ logDir: join(dir, 'logs'), secrets, brokers, uriFor });
    running.defer(() => replicas.stop());
    await replicas.ready(signal);
    return {
      ...{ dir, engines, proxies, brokers, uriFor, replicas, judge },
      async end({ keepData }) {
        await running.disposeAsync();
        if (!keepData) await rm(dir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await running.disposeAsync();
    if (signal.aborted) await rm(dir, { recursive: true, force: true });
    else say(`What was written until then is in ${dir}`);
    throw error;
  }
}
