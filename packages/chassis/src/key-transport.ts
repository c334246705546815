import { Failure } from '@crescendo/contracts';
import type { KeyTransport } from '@crescendo/keyring';
import { z } from 'zod';
import type { ServiceClient } from './http/client.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** The keyring's way to the key service; how long it takes and how it ends is measured. */
export function keyTransport(call: ServiceClient, metrics: Pick<Metrics, 'keySeconds'>): KeyTransport {
  return {
    async post(path, body, { tenant }) {
      const observe = metrics.keySeconds.startTimer();
      try {
        const answer = await call('purge', path, { tenant, body, response: z.unknown() });
        observe({ outcome: 'answered' });
        return answer;
      } catch (error) {
        observe({ outcome: error instanceof Failure && !error.retry ? 'refused' : 'unavailable' });
        throw error;
      }
    },
  };
}
