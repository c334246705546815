import type { Logger } from 'pino';
import { type LedgerRow, ledger } from '../ledger/ledger.ts';
import { classify } from '../store/classify.ts';
import type { Lease } from '../store/lease.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { inSpan } from '../telemetry/tracing.ts';
import { backoff, pause } from '../waiting/backoff.ts';
import { attempt, whenLost } from './attempt.ts';
import type { Effect } from './effect.ts';
import { type SettleParts, settle, waitFor } from './settle.ts';

const LOOK_AHEAD = 500;
const AT_ONCE = 16;
const SWEEP_MS = 500;
/** How long after its deadline an attempt counts as lost: more than replicas' clocks differ. */
const LOST_AFTER_MS = 5_000;
/**
 * If the database takes longer to confirm a claim, no call is made: the attempt might count as lost before the call
 * starts.
 */
const CLAIM_MS = 2_000;
/**
 * How long an effect waits if it could not be settled, may not start because of a fence, or is unknown to this service.
 */
const LATER_MS = 30_000;
/** How long a stop waits for running calls. */
const STOP_MS = 1_500;

export type EffectRunner = { nudge(): void; stop(): Promise<void> };

export type EffectRunnerParts = SettleParts & {
  effects: readonly Effect[];
  lease: Lease;
  /** The name of this replica. Attempts stored under it at the start are from before a restart. */
  replica: string;
  metrics: Metrics;
  log: Logger;
};

/**
 * Runs the effects in the ledger. One runner per service at a time; effects of one key run one after another, those of
 * different keys in parallel, longest due first. Each attempt is stored before it is made. If its process dies or its
 * answer is lost, the effect's `whenUnknown` says whether to give up or to repeat it. A result commits once, together
 * with its consequences.
 */
export function startEffects(parts: EffectRunnerParts): EffectRunner {
  const { store, lease, replica, metrics, log } = parts;
  const { clock } = parts.context;
  const model = store.model(ledger);
  const effects = new Map(parts.effects.map((effect) => [effect.name, effect]));
  const stopping = new AbortController();
  const hurry = new AbortController();
  /** Keys with an effect running in this process. */
  const underWay = new Map<string, Promise<void>>();
  let wake = new AbortController();
  let ahead = clock.ahead();

  /**
   * Waits go by the real time. When a development clock is moved, all waiting effects become due now: their moment may
   * have come, or passed.
   */
  async function endWaitsAfterMove(): Promise<void> {
    if (clock.ahead() === ahead) return;
    ahead = clock.ahead();
    const now = new Date();
    await store.updateAll(ledger, { status: 'intended', dueAt: { $gt: now } }, { $set: { dueAt: now } });
  }

  async function perform(effect: Effect, row: LedgerRow): Promise<void> {
    const asked = clock.elapsed();
    const claim = { status: 'sending' as const, attempt: row.attempt + 1, by: replica };
    const until = new Date(Date.now() + effect.deadlineMs + LOST_AFTER_MS);
    const unclaimed = { _id: row._id, status: 'intended' as const, attempt: row.attempt };
    const claimed = await store.transaction(async () => {
      const [state] = row.passesFence ? [] : await parts.fences.statesOf([row]);
      return state === 'held' || state === 'fenced'
        ? undefined
        : await model.updateOne(unclaimed, { $set: { ...claim, until } });
    });
    // Nothing starts for a held or fenced person or customer; an erasure deletes the row. If it is the customer, all
    // their effects wait at once, so they are not tried one by one in vain.
    if (!claimed) return await waitForScope(row);
    if (claimed.matchedCount !== 1) return;
    const attributes = {
      'crescendo.effect': row.effect,
      'crescendo.tenant': row.tenant,
      'crescendo.attempt': claim.attempt,
    };
    const name = `effect ${row.effect}`;
    await inSpan({ name, kind: 'client', attributes, parent: row.traceparent }, async (span) => {
      const late = clock.elapsed() - asked > CLAIM_MS;
      const attempted = late
        ? ({ kind: 'again', code: 'claimed-late', after: 0 } as const)
        : await attempt(effect, row, { service: parts.context, hurry: hurry.signal });
      span.setAttribute('crescendo.outcome', attempted.kind);
      const code = 'code' in attempted ? attempted.code : '';
      metrics.effects.inc({ effect: row.effect, outcome: attempted.kind, code });
      await settle(parts, { effect, row, attempt: claim.attempt, attempted }, stopping.signal);
    });
  }

  async function waitForScope({ tenant, key }: LedgerRow): Promise<void> {
    const dueAt = new Date(Date.now() + LATER_MS);
    const [whole] = await parts.fences.statesOf([{ tenant }]);
    if (whole === 'open') return await waitFor(store, key, dueAt);
    const theirs = { tenant, status: 'intended' as const, passesFence: { $ne: true }, dueAt: { $lt: dueAt } };
    await store.updateAll(ledger, theirs, { $set: { dueAt } });
  }

  /** Attempts that this replica was making when it was killed count as lost now, not only after their time. */
  async function forgetEarlierLife(): Promise<void> {
    await store.updateAll(ledger, { status: 'sending', by: replica }, { $set: { until: new Date(0) } });
  }

  /**
   * Settles an attempt whose process is gone: its call may or may not have taken effect. Other effects do not wait for
   * this.
   */
  async function recover(id: string): Promise<void> {
    const row = await model.findOne({ _id: id, status: 'sending', until: { $lt: new Date() } }).lean();
    const effect = row && effects.get(row.effect);
    if (effect && !underWay.has(row.key)) start(row, settleLost(effect, row));
  }

  async function settleLost(effect: Effect, row: LedgerRow): Promise<void> {
    const { _id } = row;
    const attempted = whenLost(effect, row, 'process-lost');
    metrics.effects.inc({ effect: row.effect, outcome: attempted.kind, code: 'process-lost' });
    try {
      await settle(parts, { effect, row, attempt: row.attempt, attempted }, stopping.signal);
    } catch (error) {
      log.error({ err: error, effect: row.effect, id: _id }, 'an effect could not be settled; others go on');
      const until = new Date(Date.now() + LATER_MS);
      await model.updateOne({ _id, status: 'sending', attempt: row.attempt }, { $set: { until } });
    }
  }

  /** Marks the row's key as busy until the work ends; then the key's next effect may start. */
  function start(row: LedgerRow, work: Promise<void>): void {
    const settled = work
      .catch(async (error) => {
        const level = classify(error).retry ? 'warn' : 'error';
        log[level]({ err: error, effect: row.effect, id: row._id }, 'an effect counts as lost: it was not settled');
        // Otherwise an effect whose attempt did not even start would be due again at once.
        await waitFor(store, row.key, new Date(Date.now() + LATER_MS));
      })
      .catch((error) => log.debug({ err: error, id: row._id }, 'an effect that failed could not be put off'))
      .finally(() => {
        underWay.delete(row.key);
        wake.abort();
      });
    underWay.set(row.key, settled);
  }

  /** For each key with a due effect, starts the key's first effect. */
  async function startDue(): Promise<void> {
    // The order matters: an effect that ends or is put off between these reads is busy in at least one of them.
    const busy = new Set(underWay.keys());
    const now = new Date();
    const sending = await model.find({ status: 'sending' }, { key: 1, until: 1 }).lean();
    for (const { key } of sending) busy.add(key);
    for (const { _id, until } of sending) if (until && until < now) await recover(_id);
    const due = { status: 'intended' as const, dueAt: { $lte: now } };
    const candidates = await model.find(due, { key: 1 }).sort({ dueAt: 1 }).limit(LOOK_AHEAD).lean();
    for (const { key } of candidates) {
      if (underWay.size >= AT_ONCE || stopping.signal.aborted || lease.left() <= 0) return;
      if (busy.has(key)) continue;
      busy.add(key);
      await startFirst(key);
    }
  }

  async function startFirst(key: string): Promise<void> {
    const waiting = { key, status: 'intended' as const };
    const row = await model.findOne(waiting).sort({ cause: 1, position: 1, index: 1 }).lean();
    if (!row) return;
    const effect = effects.get(row.effect);
    if (!effect) {
      log.error({ effect: row.effect, id: row._id }, 'the ledger holds an effect that this service does not know');
      await waitFor(store, key, new Date(Date.now() + LATER_MS));
    } else if (row.dueAt > new Date()) await waitFor(store, key, row.dueAt);
    else start(row, perform(effect, row));
  }

  async function loop(): Promise<void> {
    let failures = 0;
    let begun = false;
    while (!stopping.signal.aborted) {
      wake = new AbortController();
      try {
        if (!begun) await forgetEarlierLife();
        begun = true;
        if (await lease.hold()) {
          await endWaitsAfterMove();
          await startDue();
        }
        failures = 0;
      } catch (error) {
        failures++;
        log[failures === 3 ? 'warn' : 'debug']({ err: error, failures }, 'effects wait');
        await pause(backoff(failures), stopping.signal);
      }
      await pause(SWEEP_MS, AbortSignal.any([wake.signal, stopping.signal]));
    }
  }
  // A service without effects has an empty ledger.
  const looping = effects.size > 0 ? loop() : Promise.resolve();
  return {
    nudge: () => wake.abort(),
    async stop() {
      stopping.abort();
      const timer = setTimeout(() => hurry.abort(new Error('the service stops')), STOP_MS);
      await looping;
      await Promise.all(underWay.values());
      clearTimeout(timer);
    },
  };
}
