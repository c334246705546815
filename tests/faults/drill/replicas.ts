import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TOOLS } from '@crescendo/engines';
import { type Program, programsWith } from '../../../packages/dev/src/system/node-program.ts';
import type { Secrets } from '../../../packages/dev/src/system/secrets.ts';
import { freePort } from '../../../packages/engines/src/ports.ts';
import { chain, type Link } from './chain.ts';
import { REPLICAS, SESSION_TIMEOUT_MS } from './schedule.ts';

const READY_WITHIN_MS = 180_000;

export type Replicas = {
  /** Finds one by the name of its instance, such as `billing-2`. */
  of(name: string): Program;
  /** The replicas that ended unasked. They restart like a crashed service. */
  crashes: readonly string[];
  ready(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
};

/** Three replicas of each service of the chain, each in its own process. */
export async function startReplicas(options: {
  logDir: string;
  secrets: Secrets;
  brokers: string;
  uriFor(link: Link): Promise<string>;
}): Promise<Replicas> {
  const { secrets } = options;
  const crashes: string[] = [];
  const program = programsWith({
    logDir: options.logDir,
    say: (line) => void crashes.push(line.split('\n')[0] ?? line),
    onChange: () => {},
  });
  const replicas = new Map<string, { program: Program; url: string }>();
  for (const link of chain) {
    const mongodbUri = await options.uriFor(link);
    for (let number = 1; number <= REPLICAS; number++) {
      const name = `${link}-${number}`;
      const port = await freePort();
      const env = {
        PATH: process.env.PATH ?? '',
        HOST: '127.0.0.1',
        PORT: String(port),
        INSTANCE: name,
        DRILL_SERVICE: link,
        KAFKA_BROKERS: options.brokers,
        MONGODB_URI: mongodbUri,
        SERVICE_KEY_FILE: secrets.serviceKeyFile(link),
        SERVICE_JWKS_FILE: secrets.serviceJwksFile,
        KAFKA_SESSION_TIMEOUT_MS: String(SESSION_TIMEOUT_MS),
        EXIT_WITH_STDIN: '1',
        NODE_COMPILE_CACHE: join(TOOLS, 'compile-cache'),
      };
      const main = join(import.meta.dirname, 'replica.ts');
      replicas.set(name, { program: program({ name, main, env }), url: `http://127.0.0.1:${port}` });
    }
  }
  for (const each of replicas.values()) each.program.start();

  return {
    crashes,
    of(name) {
      const found = replicas.get(name);
      if (!found) throw new Error(`there is no replica ${name}`);
      return found.program;
    },
    async ready(signal) {
      const giveUp = performance.now() + READY_WITHIN_MS;
      for (const [name, { url }] of replicas) {
        for (let said = await readiness(url); said !== 'ready'; said = await readiness(url)) {
          if (performance.now() > giveUp) throw new Error(`${name} is not ready: ${said}`);
          await pause(200, undefined, { signal });
        }
      }
    },
    stop: async () => void (await Promise.all([...replicas.values()].map((each) => each.program.stop()))),
  };
}

/** `ready`, or what the replica waits for. */
async function readiness(url: string): Promise<string> {
  try {
    const answer = await fetch(`${url}/readyz`);
    return answer.ok ? 'ready' : await answer.text();
  } catch {
    return 'it does not listen yet';
  }
}
