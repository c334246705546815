import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRunFile, startEngines } from '@crescendo/engines';
import type { Target } from './sink.ts';

/**
 * The system whose data is in `dir`, as it runs. If it does not run, its engines are started without services until the
 * target is closed. Throws when `dir` has never held a system.
 */
export async function openTarget(
  dir: string,
  { say, signal }: { say: (line: string) => void; signal?: AbortSignal },
): Promise<Target & { close(): Promise<void> }> {
  const run = readRunFile(dir);
  if (run && isAlive(run.launcher.pid)) {
    if (!run.kafka || !run.mongodb) throw new Error('The system is only just starting. Try again when it is up.');
    return { run, dir, close: async () => {} };
  }
  if (!existsSync(join(dir, 'secrets', 'mongodb.json'))) throw new Error(`No system has kept data in ${dir}.`);
  say('The system is not running: only its engines are started, to read what they keep');
  const { kafka, mongodb, stop } = await startEngines({ dir, onProgress: say, ...(signal && { signal }) });
  return {
    dir,
    run: {
      ready: false,
      launcher: { pid: process.pid },
      kafka: { brokers: kafka.brokers, ...(kafka.dataDir && { dataDir: kafka.dataDir }) },
      mongodb: { uri: mongodb.adminUri, ...(mongodb.dataDir && { dataDir: mongodb.dataDir }) },
      logs: { dir: join(dir, 'logs') },
    },
    close: stop,
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: it ended without removing its run file
  }
}
