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
  /** Stops what `startEngines` started: both, or what was not given. */
  stop(): Promise<void>;
};

export type EngineName = 'Kafka' | 'The database';

export type EnginesOptions = {
  /** Holds data, configuration, passwords (`secrets/`) and logs (`logs/`). Started on again if it has been used before. */
  dir: string;
  /** Free ports are picked where none is given. */
  ports?: { kafka?: number; mongodb?: number };
  /** Engines that run already (KAFKA_BROKERS, MONGODB_URI with an admin's credentials): used instead of our own. */
  given?: { brokers?: string; mongodbUri?: string };
  /**
   * The database to embed, unless a person asks for another with CRESCENDO_DATABASE: `fast` is compiled first if need be, for
   * some minutes and with progress shown. Default: that of the data, else the fast one if it is built.
   */
  database?: DatabaseKind | undefined;
  /** Kafka can also be reached through a proxy of the caller. Default: it has none. */
  kafkaProxy?: KafkaProxy;
  /** The database takes `configureFailPoint` from its administrator. Default: it does not. */
  testCommands?: boolean;
  onProgress?: (line: string) => void;
  /** Gives up starting: `startEngines` rejects, and nothing of it stays. */
  signal?: AbortSignal;
  /** Called when an engine ends without having been asked to. */
  onCrash?: (engine: EngineName) => void;
};

/** Kafka and the database, both really answering. Throws PortTaken when a port asked for is not free. */
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
