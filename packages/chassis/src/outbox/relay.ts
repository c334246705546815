import type { Logger } from 'pino';
import { classify } from '../store/classify.ts';
import type { Lease } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backoff, pause } from '../waiting/backoff.ts';
import { batches, type Outgoing } from '../wire/batches.ts';
import { PRODUCE_MS, type Publisher } from '../wire/publisher.ts';
import { isOfRedriven } from '../wire/sequence.ts';
import { outbox, toRecord } from './outbox.ts';

const LOOK_AHEAD = 500;
const SWEEP_MS = 500;
/** A produce may wait for the one before it. If the lease has less left than both may take, it is renewed first. */
const LEAST_LEASE_MS = 2 * PRODUCE_MS + 500;
/** Ids per update: for one list of 500 the embedded database takes four times as long. */
const MARKED_AT_ONCE = 100;
/** The most rows to count: above it the exact number does not matter. */
const COUNTED = 1_000;

export type Relay = {
  /** Something was committed: look now, not only at the next sweep. */
  nudge(): void;
  /** Ends after the current batch and one last look. */
  stop(): Promise<void>;
};

/**
 * Sends committed events to the broker: one relay per service at a time (a lease), pending rows in the order of their
 * causes. It marks a row as sent after the broker's acknowledgement. A crash in between sends the event again under the
 * same id, and every consumer recognises the copy.
 */
export function startRelay(parts: {
  store: Store;
  publisher: Publisher;
  lease: Lease;
  metrics: Metrics;
  log: Logger;
  /**
   * Called before each look for pending rows. The function it returns is called with their number, if the look found
   * all of them.
   */
  beforeLook?: () => (waiting: number) => void;
}): Relay {
  const { store, publisher, lease, metrics, log } = parts;
  const model = store.model(outbox);
  const stopping = new AbortController();
  let wake = new AbortController();
  let after = '';

  /** Sends the rows found after the last look's end. True when there may be more: then call it again. */
  async function relayOnce(): Promise<boolean> {
    const looked = parts.beforeLook?.();
    const pending = { status: 'pending' as const };
    const fromStart = after === '';
    const filter = fromStart ? pending : { ...pending, cause: { $gt: after } };
    const order = { cause: 1, position: 1, index: 1 } as const;
    const looking = model.find(filter).sort(order).limit(LOOK_AHEAD).batchSize(LOOK_AHEAD);
    // A failover can undo a write without a majority: such an event must not go out.
    const rows = await looking.readConcern('majority').lean();
    // After a full look the next one starts behind its last cause, so one busy partition does not starve the others.
    const last = rows.length === LOOK_AHEAD ? (rows.at(-1)?.cause ?? '') : '';
    after = isOfRedriven(last) ? '' : last;
    if (fromStart) measured(rows);
    if (rows.length === 0 && fromStart) {
      looked?.(0);
      return false;
    }
    for (const batch of batches(rows.map((row) => ({ topic: row.topic, event: toRecord(row) })))) {
      if (!(await lease.hold(LEAST_LEASE_MS))) return false;
      await publisher.send(batch);
      await markSent(batch);
    }
    if (fromStart && last === '') looked?.(rows.length);
    return true;
  }

  async function markSent(sent: readonly Outgoing[]): Promise<void> {
    const mark = { $set: { status: 'sent' as const, sentAt: new Date() } };
    for (let from = 0; from < sent.length; from += MARKED_AT_ONCE) {
      const ids = sent.slice(from, from + MARKED_AT_ONCE).map(({ event }) => event.id);
      await model.updateMany({ _id: { $in: ids } }, mark);
    }
    metrics.outboxSent.inc(sent.length);
  }

  /** Measures what waits while this process does not, or cannot, send. */
  async function measure(): Promise<void> {
    const looked = parts.beforeLook?.();
    const pending = await model.find({ status: 'pending' }, { createdAt: 1 }).limit(COUNTED).lean();
    measured(pending);
    if (pending.length === 0 || isSentElsewhere(pending)) looked?.(pending.length);
  }

  /** Rows that wait longer than another relay takes between two looks are not being sent. */
  const isSentElsewhere = (pending: readonly { createdAt: Date }[]) =>
    lease.left() <= 0 &&
    pending.length < COUNTED &&
    pending.every(({ createdAt }) => Date.now() - createdAt.getTime() < 2 * SWEEP_MS);

  function measured(pending: readonly { createdAt: Date }[]): void {
    metrics.outboxPending.set(pending.length);
    const oldest = Math.min(...pending.map((row) => row.createdAt.getTime()));
    metrics.outboxAge.since(pending.length > 0 ? oldest : undefined);
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      wake = new AbortController();
      try {
        if (await lease.hold()) while (!stopping.signal.aborted && (await relayOnce()));
        else await measure();
        failures = 0;
      } catch (error) {
        failures++;
        metrics.retries.inc({ of: 'relay', code: classify(error).code });
        log[failures === 3 ? 'warn' : 'debug']({ err: error, failures }, 'events wait in the outbox');
        await measure().catch((fault) => log.debug({ err: fault }, 'the outbox could not be measured'));
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
