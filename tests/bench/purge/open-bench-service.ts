import { resolve } from 'node:path';
import { sharedSignatures } from '@crescendo/chassis-testing';
import { createKeyring } from '@crescendo/keyring';
import { keyServiceInMemory } from '@crescendo/keyring/testing';
import { chassisCollections } from '../../../packages/chassis/src/chassis-collections.ts';
import { systemClock } from '../../../packages/chassis/src/clock.ts';
import { createKillSwitch } from '../../../packages/chassis/src/consume/kill-switch.ts';
import { createProcessor } from '../../../packages/chassis/src/consume/processor.ts';
import { createContext } from '../../../packages/chassis/src/context.ts';
import { createFences } from '../../../packages/chassis/src/fences/fences.ts';
import { readiness as createReadiness } from '../../../packages/chassis/src/http/readiness.ts';
import { openStore } from '../../../packages/chassis/src/store/store.ts';
import { createLog } from '../../../packages/chassis/src/telemetry/log.ts';
import { createMetrics } from '../../../packages/chassis/src/telemetry/metrics.ts';
import { loadCatalogue } from '../../../services/personalization/src/catalogue.ts';
import { personalization } from '../../../services/personalization/src/service.ts';

export type BenchService = Awaited<ReturnType<typeof openBenchService>>;

const CONTENT = resolve(import.meta.dirname, '../../../services/personalization/content');

const unreachable = async () => {
  throw new Error('there is nobody else in this benchmark');
};

/** A process of personalization, on the database `MONGODB_URI`, without a broker. */
export async function openBenchService() {
  const catalogue = await loadCatalogue(CONTENT);
  const service = personalization({ catalogue, privacyMail: 'privacy@example.com' });
  const collections = [...chassisCollections, ...service.collections];
  const store = await openStore({ uri: process.env.MONGODB_URI ?? '', collections });
  const fences = createFences(store);
  await fences.refresh();
  const log = createLog(service.name, process.env.LOG_LEVEL ?? 'silent');
  const metrics = createMetrics(service.name);
  const keyring = createKeyring({ transport: keyServiceInMemory().transport });
  const signatures = sharedSignatures();
  const unit = { store, keyring, fences, signatures, clock: systemClock, metrics, log, committed: () => {} };
  const { context } = createContext({
    ...unit,
    service,
    call: unreachable,
    tokens: { issue: unreachable, issueForOperator: unreachable, verify: unreachable, verifyOperator: unreachable },
    publisher: { send: unreachable, close: async () => {} },
    nudgeRelay: () => {},
  });
  const killSwitch = createKillSwitch({ readiness: createReadiness(), metrics, log });
  const processor = createProcessor({ ...unit, service: service.name, handlers: service.handlers, killSwitch });
  return { service, collections, store, context, processor, signatures };
}
