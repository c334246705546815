import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngines } from '@crescendo/engines';

type Given = { brokers: string; adminUri: string };

/** Starts one engine that a test may kill; the other one is the given one. */
export async function ownEngine(own: 'kafka' | 'mongodb', given: Given) {
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-own-'));
  const engines = await startEngines({
    dir,
    given: own === 'kafka' ? { mongodbUri: given.adminUri } : { brokers: given.brokers },
  });
  const engine = engines[own];
  return {
    brokers: engines.kafka.brokers,
    adminUri: engines.mongodb.adminUri,
    kill: () => engine.kill(),
    start: () => engine.start(),
    async forget(): Promise<void> {
      await engines.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
