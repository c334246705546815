import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { askedDatabase, type DatabaseKind } from './database-kind.ts';
import { givenEngine } from './engine-process.ts';
import { type KafkaEngine, type KafkaProxy, answers as kafkaAnswers, startKafka } from './kafka.ts';
import { type MongodbEngine, startMongodb } from './mongodb.ts';
import { createDatabase, hostsOf, answers as mongodbAnswers } from './mongodb-users.ts';
import { openPasswords } from './passwords.ts';
import { assertFree, freePort } from './ports.ts';

export type Engines = {
  readonly kafka: KafkaEngine;
  readonly mongodb: MongodbEngine;
  /** Stops the engines that `startEngines` started: those that were not given. */
  stop(): Promise<void>;
};

export type EngineName = 'Kafka' | 'The database';

export type EnginesOptions = {
  /** Holds data, configuration, passwords (`secrets/`) and logs (`logs/`). A used one continues with its data. */
  dir: string;
  /** Default: free ports. */
  ports?: { kafka?: number; mongodb?: number };
  /** Engines that already run, to use instead of our own (KAFKA_BROKERS, MONGODB_URI with an admin's credentials). */
  given?: { brokers?: string; mongodbUri?: string };
  /**
   * The database to embed, unless CRESCENDO_DATABASE asks for another. If needed, `fast` is first compiled for some
   * minutes, with progress shown. Default: the one that made the data, else the fast one if it is built.
   */
  database?: DatabaseKind | undefined;
  /** The caller's proxy, through which clients can also reach Kafka. Default: none. */
  kafkaProxy?: KafkaProxy;
  /** Whether the database accepts `configureFailPoint` from its administrator. Default: no. */
  testCommands?: boolean;
  onProgress?: (line: string) => void;
  /** Cancels the start: `startEngines` rejects and leaves nothing running. */
  signal?: AbortSignal;
  /** Called when an engine ends unasked. */
  onCrash?: (engine: EngineName) => void;
};

/**
 * Starts Kafka and the database; resolves when both really answer. Throws PortTaken when a requested port is not free.
 */
export async function startEngines(options: EnginesOptions): Promise<Engines> {
  const logDir = join(options.dir, 'logs');
  await mkdir(logDir, { recursive: true });
  const started = await Promise.allSettled([kafka(options, logDir), mongodb(options, logDir)]);
  const [first, second] = started;
  if (first.status === 'fulfilled' && second.status === 'fulfilled') {
    const [kafka, mongodb] = [first.value, second.value];
    const ours = [kafka, mongodb].filter((engine) => engine.dataDir !== undefined);
    return { kafka, mongodb, stop: async () => void (await Promise.all(ours.map((engine) => engine.stop()))) };
  }
  await Promise.all(
    started.map((result) => result.status === 'fulfilled' && result.value.dataDir && result.value.stop()),
  );
  throw started.find((result) => result.status === 'rejected')?.reason;
}

async function kafka(options: EnginesOptions, logDir: string): Promise<KafkaEngine> {
  const brokers = options.given?.brokers;
  if (brokers) {
    options.onProgress?.(`Kafka is the one of KAFKA_BROKERS, at ${brokers}`);
    await kafkaAnswers(brokers).catch(givenButSilent('KAFKA_BROKERS'));
    return { ...givenEngine('KAFKA_BROKERS'), brokers };
  }
  const port = await portFor('Kafka', options.ports?.kafka);
  return startKafka({ dir: options.dir, logDir, port, proxy: options.kafkaProxy, ...events(options, 'Kafka') });
}

async function mongodb(options: EnginesOptions, logDir: string): Promise<MongodbEngine> {
  const passwordFile = join(options.dir, 'secrets', 'mongodb.json');
  const adminUri = options.given?.mongodbUri;
  if (adminUri) {
    options.onProgress?.(`The database is the one of MONGODB_URI, at ${hostsOf(adminUri)}`);
    await mongodbAnswers(adminUri).catch(givenButSilent('MONGODB_URI'));
    const passwords = openPasswords(passwordFile);
    const uriFor = (database: string) => createDatabase(adminUri, database, passwords.of(database));
    return { ...givenEngine('MONGODB_URI'), adminUri, uriFor };
  }
  const port = await portFor('MongoDB', options.ports?.mongodb);
  return startMongodb({
    dir: options.dir,
    passwordFile,
    logDir,
    port,
    database: askedDatabase() ?? options.database,
    testCommands: options.testCommands,
    ...events(options, 'The database'),
  });
}

function givenButSilent(variable: string) {
  return (cause: unknown): never => {
    throw new Error(`${variable} is given, but nothing answers there as it should: ${cause}`, { cause });
  };
}

function events(options: EnginesOptions, engine: EngineName) {
  return {
    onProgress: options.onProgress ?? (() => {}),
    signal: options.signal,
    onCrash: () => options.onCrash?.(engine),
  };
}

async function portFor(name: string, port: number | undefined): Promise<number> {
  if (port === undefined) return freePort();
  await assertFree({ [name]: port });
  return port;
}
