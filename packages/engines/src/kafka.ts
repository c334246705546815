import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { type EngineProcess, startEngineProcess } from './engine-process.ts';
import { type Fetching, fetchWith } from './fetch-with.ts';
import { kafkaJars } from './kafka-jars.ts';
import { type Exit, startLeashed } from './leashed.ts';
import { freePort } from './ports.ts';

export type KafkaEngine = EngineProcess & { readonly brokers: string };

export type KafkaOptions = Fetching & {
  /**
   * Holds `kafka/` (the log segments) and the configuration; created if missing, else Kafka continues with its data.
   */
  dir: string;
  logDir: string;
  port: number;
  proxy?: KafkaProxy | undefined;
  onCrash?: (exit: Exit) => void;
};

/**
 * The caller's proxy in front of Kafka. A broker tells its clients its address, so it has an extra listener for the
 * proxy's clients, which announces the proxy's port.
 */
export type KafkaProxy = {
  /** The port for clients: the proxy listens there. */
  port: number;
  /** The port for the proxy: Kafka listens there. */
  target: number;
};

const JAVA = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];

/** Apache Kafka, one node in KRaft mode, on 127.0.0.1, without topic auto-creation. */
export async function startKafka(options: KafkaOptions): Promise<KafkaEngine> {
  const { dir, port } = options;
  options.onProgress('Starting a Kafka of our own');
  const dataDir = join(dir, 'kafka');
  const config = join(dir, 'kafka.properties');
  const lib = await kafkaJars(options);
  const brokers = `127.0.0.1:${port}`;
  const classPath = `${lib}/*`;
  await mkdir(dataDir, { recursive: true });
  await writeFile(config, properties({ dataDir, port, controllerPort: await freePort(), proxy: options.proxy }));
  if (!existsSync(join(dataDir, 'meta.properties'))) {
    const format = [
      '-cp',
      classPath,
      'kafka.tools.StorageTool',
      'format',
      '--standalone',
      `--cluster-id=${clusterId()}`, // one argument, because a random id may begin with a hyphen
      '-c',
      config,
    ];
    await fetchWith('java', [...JAVA, ...format], { cwd: dir, signal: options.signal });
  }
  const logFile = join(options.logDir, 'kafka.log');
  const engine = await startEngineProcess({
    name: 'Kafka',
    dataDir,
    logFile,
    launch: () =>
      startLeashed({
        command: 'java',
        args: ['-Xmx512m', ...JAVA, '-cp', classPath, 'kafka.Kafka', config],
        cwd: dir,
        logFile,
        lingerMs: 3_000,
      }),
    probe: () => answers(brokers),
    signal: options.signal,
    onCrash: options.onCrash,
  });
  return Object.assign(engine, { brokers });
}

/** Throws unless a broker at `brokers` can describe its cluster. */
export async function answers(brokers: string): Promise<void> {
  const client = new Kafka({
    brokers: brokers.split(','),
    clientId: 'crescendo-dev',
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    retry: { retries: 0 },
  });
  const admin = client.admin();
  try {
    await admin.connect();
    await admin.describeCluster();
  } finally {
    await admin.disconnect();
  }
}

function clusterId() {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
}

/**
 * The session is short because a broker that restarts after kill -9 can rejoin only when its old session has expired.
 */
function properties(at: {
  dataDir: string;
  port: number;
  controllerPort: number;
  proxy: KafkaProxy | undefined;
}): string {
  const [listener, advertised] = at.proxy
    ? [`,PROXIED://127.0.0.1:${at.proxy.target}`, `,PROXIED://127.0.0.1:${at.proxy.port}`]
    : ['', ''];
  return `process.roles=broker,controller
node.id=1
listeners=CLIENT://127.0.0.1:${at.port},CONTROLLER://127.0.0.1:${at.controllerPort}${listener}
advertised.listeners=CLIENT://127.0.0.1:${at.port}${advertised}
listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT
inter.broker.listener.name=CLIENT
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:${at.controllerPort}
log.dirs=${at.dataDir}
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=1000
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
offsets.topic.replication.factor=1
offsets.topic.num.partitions=3
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=3
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
log.cleaner.dedupe.buffer.size=8388608
`;
}
