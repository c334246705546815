import { join } from 'node:path';
import { newId } from '@crescendo/contracts';
import { startSystem } from '@crescendo/dev';
import { createKeyring, type KeyOwner } from '@crescendo/keyring';
import { z } from 'zod';
import { serviceClient } from '../../../packages/chassis/src/http/client.ts';
import { openTokens } from '../../../packages/chassis/src/http/tokens.ts';
import type { Bench, Finding } from '../benchmark.ts';
import { median } from '../statistics.ts';

const PEOPLE = 500;

/** How long a service waits for the keys of 500 people from the running key service, new ones and known ones. */
export async function resolvePeople(bench: Bench): Promise<Finding[]> {
  const dir = join(bench.dir, 'sealing');
  const { say, signal } = bench;
  const system = await startSystem({ dir, ports: 'free', slackLimits: 'wide', services: ['purge'], say, signal });
  try {
    const secrets = (file: string) => join(dir, 'secrets', file);
    const tokens = await openTokens('ingestion', {
      key: secrets('ingestion.jwk.json'),
      keys: secrets('services.jwks.json'),
    });
    const call = serviceClient({ tokens, urls: { purge: system.services.purge.url } });
    let requests = 0;
    async function resolved(owners: readonly KeyOwner[]): Promise<number> {
      const keyring = createKeyring({
        transport: {
          post(path, body, { tenant }) {
            requests++;
            return call('purge', path, { tenant, body, response: z.unknown() });
          },
        },
      });
      const started = performance.now();
      await keyring.prefetch(owners);
      const took = performance.now() - started;
      keyring.close();
      return took;
    }
    const [fresh, known]: [number[], number[]] = [[], []];
    const rounds = bench.quick ? 1 : 5;
    for (let round = 0; round < rounds; round++) {
      const tenant = newId('tenant');
      const owners = Array.from({ length: PEOPLE }, () => ({
        tenant,
        user: newId('user'),
        category: 'identity' as const,
      }));
      fresh.push(await resolved(owners));
      known.push(await resolved(owners));
    }
    return [
      {
        what: `keys of ${PEOPLE} people from the key service over HTTP: new ones; known ones`,
        result: { value: `${median(fresh).toFixed(0)} ms; ${median(known).toFixed(0)} ms` },
        here: `${requests / (2 * rounds)} request each`,
      },
    ];
  } finally {
    await system.stop();
  }
}
