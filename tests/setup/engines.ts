/**
 * Real Kafka and a real database for every `*.int.test.ts`, started once per run (or KAFKA_BROKERS / MONGODB_URI, when
 * given) and gone after it. How a test file uses them:
 *
 *   import { createDatabase, dropDatabase } from '@crescendo/engines';
 *   import { afterAll, beforeAll, inject } from 'vitest';
 *
 *   const { brokers, adminUri } = inject('engines');
 *   const database = `relay_${randomUUID().slice(0, 8)}`;
 *   let uri: string;
 *   beforeAll(async () => {
 *     uri = await createDatabase(adminUri, database);   // its user can reach this database and no other
 *   });
 *   afterAll(() => dropDatabase(adminUri, database));
 *
 * A file has a database, topics and consumer groups of its own, named with a random part: files run side by side. Nothing
 * creates topics by itself: a file creates those it uses.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngines } from '@crescendo/engines';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    engines: {
      /** As in KAFKA_BROKERS: host:port, separated by commas. */
      brokers: string;
      /** A user who may do everything: to make databases with, not to test with. */
      adminUri: string;
    };
  }
}

export default async function setup(project: TestProject) {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-engines-'));
  const engines = await startEngines({
    dir,
    given: { brokers: process.env.KAFKA_BROKERS, mongodbUri: process.env.MONGODB_URI },
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  project.provide('engines', { brokers: engines.kafka.brokers, adminUri: engines.mongodb.adminUri });
  return async () => {
    await engines.stop();
    await rm(dir, { recursive: true, force: true });
  };
}
