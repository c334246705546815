/**
 * Real Kafka and a real database for every `*.int.test.ts`: started once per run (or those of KAFKA_BROKERS / MONGODB_URI,
 * if given), and removed after it. A test file uses them like this:
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
 * Each file has its own database, topics and consumer groups, with a random part in their names, because files run in
 * parallel. Nothing creates topics by itself: a file creates those it uses.
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
      /** For a user who may do everything: use it to create databases, not to test. */
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
