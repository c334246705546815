import type { Logger } from 'pino';
import { classify } from '../store/classify.ts';
import type { Lease } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backoff, pause } from './backoff.ts';
import { outbox, toRecord } from './outbox.ts';
import type { Publisher } from './publisher.ts';

const BATCH = 500;
const SWEEP_MS = 500;
/** Longer than a produce can take: a lease with less left is renewed first. */
const LEAST_LEASE_MS = 3_000;

export type Relay = {
  /** Something was committed: look now rather than at the next sweep. */
  nudge(): void;
  /** Ends after the batch under way. */
  stop(): Promise<void>;
};

/**
 * Brings committed events to the broker: one relay per service at a time (a lease), pending rows found by their status,
 * in the order of their cause. A row is marked sent after the broker's acknowledgement; a crash in between sends it
 * again under the same id, which every consumer's inbox absorbs.
 */
export function startRelay(parts: {
  store: Store;
  publisher: Publisher;
  lease: Lease;
  metrics: Metrics;
  log: Logger;
  /** Called before each look for what is pending; what it returns, when nothing was. */
  beforeLook?: () => () => void;
}): Relay {
  const { store, publisher, lease, metrics, log } = parts;
  const model = store.model(outbox);
  const stopping = new AbortController();
  let wake = new AbortController();
  let after = '';

  async function relayOnce(): Promise<number> {
    const pending = { status: 'pending' as const };
    const filter = after ? { ...pending, cause: { $gt: after } } : pending;
    const rows = await model.find(filter).sort({ cause: 1, position: 1, index: 1 }).limit(BATCH).lean();
    // The next look starts behind the last cause of a full batch, so that one busy partition does not starve the others.
    const full = rows.length === BATCH;
    const wrapped = after !== '';
    after = full ? (rows.at(-1)?.cause ?? '') : '';
    if (rows.length === 0) return wrapped ? 1 : 0;
    if (!(await lease.hold()) || lease.left() < LEAST_LEASE_MS) return 0;
    await publisher.send(rows.map((row) => ({ topic: row.topic, event: toRecord(row) })));
    const sent = { $set: { status: 'sent' as const, sentAt: new Date() } };
    await model.updateMany({ _id: { $in: rows.map((row) => row._id) } }, sent);
    metrics.outboxSent.inc(rows.length);
    return rows.length;
  }

  async function measure(): Promise<void> {
    const foundNothing = parts.beforeLook?.();
    const pending = await model.find({ status: 'pending' }, { createdAt: 1 }).limit(1_000).lean();
    metrics.outboxPending.set(pending.length);
    const oldest = Math.min(...pending.map((row) => row.createdAt.getTime()), Date.now());
    metrics.outboxAgeSeconds.set((Date.now() - oldest) / 1000);
    if (pending.length === 0) foundNothing?.();
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      wake = new AbortController();
      try {
        if (await lease.hold()) while (!stopping.signal.aborted && (await relayOnce()) > 0);
        await measure();
        failures = 0;
      } catch (error) {
        failures++;
        metrics.retries.inc({ of: 'relay', code: classify(error).code });
        log[failures === 3 ? 'warn' : 'debug']({ err: error, failures }, 'events wait in the outbox');
        await pause(backoff(failures), stopping.signal);
        continue;
      }
      await pause(SWEEP_MS, AbortSignal.any([wake.signal, stopping.signal]));
    }
  }
  const running = run();
  return {
    nudge: () => wake.abort(),
    async stop() {
      stopping.abort();
      await running;
      await relayOnce().catch((error) =>
        log.info({ err: error }, 'what is left in the outbox goes out after the next start'),
      );
    },
  };
}
