import { join } from 'node:path';
import { createDatabase, type Engines, startEngines } from '@crescendo/engines';

/** Kafka and a database for those benchmarks that need no whole system. */
export type BenchEngines = {
  brokers: string;
  adminUri: string;
  /** A database of its own; resolves to the URI of its user. */
  database(name: string): Promise<string>;
};

/** Starts the engines when they are first asked for. */
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
