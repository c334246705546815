import { join } from 'node:path';
import { createDatabase, type Engines, startEngines } from '@crescendo/engines';

/** Kafka and a database, for benchmarks that do not need the whole system. */
export type BenchEngines = {
  brokers: string;
  adminUri: string;
  /** Creates a database; resolves to the URI of its user. */
  database(name: string): Promise<string>;
};

/** Starts the engines at the first request. */
export function enginesOnDemand(options: { dir: string; say: (line: string) => void; signal: AbortSignal }) {
  let starting: Promise<Engines> | undefined;
  return {
    async get(): Promise<BenchEngines> {
      const { dir, say, signal } = options;
      starting ??= startEngines({ dir: join(dir, 'engines'), onProgress: say, signal });
      const { kafka, mongodb } = await starting;
      const { adminUri } = mongodb;
      return { brokers: kafka.brokers, adminUri, database: (name) => createDatabase(adminUri, name) };
    },
    async stop(): Promise<void> {
      await (await starting?.catch(() => undefined))?.stop();
    },
  };
}
