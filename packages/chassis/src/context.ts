import type { EventType, Opened } from '@crescendo/contracts';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Tx } from './handlers/tx.ts';
import { type Commitments, rowSealing, runUnit, type UnitParts } from './handlers/unit-of-work.ts';
import type { ServiceClient } from './http/client.ts';
import type { Tokens } from './http/tokens.ts';
import { createDirectPublishing, type DirectPublishing } from './outbox/publish-now.ts';
import type { Service } from './service.ts';
import type { ServiceContext } from './service-context.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { workIsDone } from './telemetry/tracing.ts';
import type { Publisher } from './wire/publisher.ts';
import { openEvent } from './wire/seal-event.ts';

/** Builds the context that routes, jobs, effects and the edge work with. */
export function createContext(
  parts: Omit<UnitParts, 'service'> & {
    service: Service;
    clock: Clock;
    log: Logger;
    metrics: Metrics;
    call: ServiceClient;
    tokens: Tokens;
    publisher: Publisher;
    committed: (commitments: Commitments) => void;
    nudgeRelay: () => void;
  },
): { context: ServiceContext; direct: DirectPublishing } {
  const { service, clock, log, metrics, keyring, call, tokens, store, fences, publisher, committed, nudgeRelay } =
    parts;
  const { name } = service;
  const rows = rowSealing(keyring);
  const direct = createDirectPublishing({
    service: name,
    clock,
    store,
    keyring,
    fences,
    publisher,
    metrics,
    log,
    nudgeRelay,
  });
  const context: ServiceContext = {
    name,
    clock,
    log,
    metrics,
    keyring,
    call,
    tokens,
    model: (collection) => store.model(collection),
    async transact<T, P extends EventType>(
      unit: { tenant: string; user?: string; publishes?: readonly P[]; passesFence?: boolean },
      work: (tx: Tx<P>) => Promise<T>,
    ) {
      const { tenant, user, publishes = [], passesFence = false } = unit;
      workIsDone();
      const whole = { tenant, user, now: clock.now(), publishes, passesFence };
      // runUnit refuses types that are not in `publishes`, so its Tx is a Tx<P>.
      const { result, ...commitments } = await runUnit({ ...parts, service: name }, whole, (tx) => work(tx as Tx<P>));
      committed(commitments);
      return result;
    },
    transaction(work) {
      workIsDone();
      return store.transaction(work);
    },
    seal: (collection, row) => rows.seal(collection, row),
    open: (collection, stored, fields) => rows.open(collection, stored as readonly object[], fields),
    async openEvent(type, event, fields) {
      const { data, ...identity } = event;
      const opened = await openEvent(keyring, type, { ...identity, data }, fields.map(String));
      return opened as Opened<typeof data, (typeof fields)[number]>;
    },
    publishNow: direct.publishNow,
    closedTenants: fences.closedTenants,
  };
  return { context, direct };
}
