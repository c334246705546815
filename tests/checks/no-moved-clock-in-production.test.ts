import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { services } from '@crescendo/contracts';
import { expect, test } from 'vitest';

/** Starts a service with all required settings and a movable clock; resolves when it has ended. */
async function startWithClock(service: string, environment: { NODE_ENV?: string }) {
  const main = resolve(import.meta.dirname, `../../services/${service}/src/main.ts`);
  const given = {
    PATH: process.env.PATH,
    KAFKA_BROKERS: '127.0.0.1:1',
    MONGODB_URI: 'mongodb://127.0.0.1:1/none',
    SERVICE_KEY_FILE: 'none',
    SERVICE_JWKS_FILE: 'none',
    CLOCK_FILE: 'clock.json',
    ...environment,
  };
  const child = spawn(process.execPath, [main], { env: given, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | null>((done, failed) => child.once('close', done).once('error', failed));
  const said = await text(child.stderr);
  return { code: await ended, said };
}

test.each(services)(
  '%s does not start with a clock that can be moved, unless it is told that this is development',
  async (service) => {
    for (const environment of [{ NODE_ENV: 'production' }, {}]) {
      const { code, said } = await startWithClock(service, environment);
      expect(said).toContain(
        'CLOCK_FILE: It moves the time, for development alone: leave it out, or say NODE_ENV=development.',
      );
      expect(code).toBe(2);
    }
  },
);
