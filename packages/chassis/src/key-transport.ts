import { Failure } from '@crescendo/contracts';
import type { KeyTransport } from '@crescendo/keyring';
import { z } from 'zod';
import type { ServiceClient } from './http/client.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** Connects the keyring to the key service, and measures how long requests take and how they end. */
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
