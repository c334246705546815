import { Failure } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { Logger } from 'pino';
import { backoff, pause } from '../bus/backoff.ts';
import { localPosition } from '../bus/outbox.ts';
import { type Commitments, runUnit } from '../handlers/unit-of-work.ts';
import type { ServiceContext } from '../service.ts';
import { classify } from '../store/classify.ts';
import type { Lease } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { inSpan } from '../telemetry/tracing.ts';
import type { Effect, EffectOutcome } from './effect.ts';
import { type LedgerRow, ledger } from './ledger.ts';

const LOOK_AHEAD = 500;
const AT_ONCE = 16;
const SWEEP_MS = 500;
const RETRY_CAP_MS = 30_000;

export type EffectRunner = { nudge(): void; stop(): Promise<void> };

export type EffectRunnerParts = {
  effects: readonly Effect[];
  store: Store;
  keyring: Keyring;
  lease: Lease;
  context: ServiceContext;
  metrics: Metrics;
  log: Logger;
  committed: (commitments: Commitments) => void;
};

type Attempted = EffectOutcome<unknown> | { kind: 'again'; code: string; after: number };

/**
 * Does what the ledger holds: one runner per service at a time, effects of a key one after another, of different keys
 * side by side. An attempt is written down before it is made; when its process dies or its answer is lost, the effect's
 * own rule says whether it is given up or made again. A result is committed with what follows from it, once.
 */
export function startEffects(parts: EffectRunnerParts): EffectRunner {
  const { store, metrics, log } = parts;
  const model = store.model(ledger);
  const effects = new Map(parts.effects.map((effect) => [effect.name, effect]));
  const stopping = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  let wake = new AbortController();

  async function attempt(effect: Effect, row: LedgerRow): Promise<Attempted> {
    const signal = AbortSignal.timeout(effect.deadlineMs);
    const { _id: id, tenant, user, args } = row;
    try {
      const result = await effect.perform(args, {
        id,
        tenant,
        user,
        attempt: row.attempt + 1,
        signal,
        service: parts.context,
      });
      return { kind: 'known', result };
    } catch (error) {
      const again = (code: string, after = backoff(row.attempt, RETRY_CAP_MS)): Attempted => ({
        kind: 'again',
        code,
        after,
      });
      if (error instanceof Failure)
        return error.retry ? again(error.code, error.after) : { kind: 'failed', code: error.code };
      log.warn({ err: error, effect: effect.name, id }, 'the answer to an effect was lost');
      return effect.whenUnknown(args) === 'send-again' ? again('answer-lost') : { kind: 'unknown' };
    }
  }

  /** Commits how an attempt ended, unless someone else has settled it meanwhile. Waits out a database that is away. */
  async function settle(effect: Effect, row: LedgerRow, attempted: Attempted): Promise<void> {
    const mine = { _id: row._id, status: 'sending' as const, attempt: row.attempt + 1 };
    for (let failures = 0; ; failures++) {
      try {
        if (attempted.kind === 'again') {
          const dueAt = new Date(Date.now() + attempted.after);
          await model.updateOne(mine, { $set: { status: 'intended', dueAt, code: attempted.code } });
        } else await settleForGood(effect, row, attempted, mine);
        return;
      } catch (error) {
        const failure = classify(error);
        if (!failure.retry) throw error;
        if (!(await pause(backoff(failures), stopping.signal))) throw error;
      }
    }
  }

  async function settleForGood(
    effect: Effect,
    row: LedgerRow,
    outcome: EffectOutcome<unknown>,
    mine: object,
  ): Promise<void> {
    const { tenant, user } = row;
    const unit = { tenant, user, now: new Date(), position: localPosition(), publishes: effect.publishes };
    const { result, ...commitments } = await runUnit(
      { store, keyring: parts.keyring, service: parts.context.name },
      unit,
      async (tx) => {
        const code = outcome.kind === 'failed' ? { code: outcome.code } : {};
        const settled = await model.updateOne(mine, { $set: { status: outcome.kind, doneAt: new Date(), ...code } });
        if (settled.matchedCount !== 1) return false;
        await effect.settle(outcome, row.args, tx);
        return true;
      },
    );
    if (result) parts.committed(commitments);
  }

  async function run(effect: Effect, row: LedgerRow): Promise<void> {
    const until = new Date(Date.now() + effect.deadlineMs * 2);
    const claim = { status: 'sending' as const, attempt: row.attempt + 1, until };
    const claimed = await model.updateOne({ _id: row._id, status: 'intended', attempt: row.attempt }, { $set: claim });
    if (claimed.matchedCount !== 1) return;
    const attributes = {
      'crescendo.effect': row.effect,
      'crescendo.tenant': row.tenant,
      'crescendo.attempt': row.attempt + 1,
    };
    await inSpan(
      { name: `effect ${row.effect}`, kind: 'client', attributes, parent: row.traceparent },
      async (span) => {
        const attempted = await attempt(effect, row);
        span.setAttribute('crescendo.outcome', attempted.kind);
        const code = 'code' in attempted ? attempted.code : '';
        metrics.effects.inc({ effect: row.effect, outcome: attempted.kind, code });
        await settle(effect, row, attempted);
      },
    );
  }

  /** Attempts whose process is gone: they may or may not have been done. */
  async function recover(): Promise<void> {
    const lost = await model
      .find({ status: 'sending', until: { $lt: new Date() } })
      .limit(LOOK_AHEAD)
      .lean();
    for (const row of lost) {
      const effect = effects.get(row.effect);
      if (!effect || underWay.has(row._id)) continue;
      const again = effect.whenUnknown(row.args) === 'send-again';
      const attempted: Attempted = again ? { kind: 'again', code: 'process-lost', after: 0 } : { kind: 'unknown' };
      metrics.effects.inc({ effect: row.effect, outcome: attempted.kind, code: 'process-lost' });
      await settle(effect, { ...row, attempt: row.attempt - 1 }, attempted);
    }
  }

  /** Starts what may start; true when something did. */
  async function startDue(): Promise<boolean> {
    const now = new Date();
    const sort = { cause: 1, position: 1, index: 1 } as const;
    const [rows, sending] = await Promise.all([
      model.find({ status: 'intended' }).sort(sort).limit(LOOK_AHEAD).lean(),
      model.find({ status: 'sending' }, { key: 1 }).lean(),
    ]);
    const busy = new Set(sending.map((row) => row.key));
    let started = false;
    for (const row of rows) {
      if (underWay.size >= AT_ONCE) break;
      if (busy.has(row.key)) continue;
      busy.add(row.key);
      const effect = effects.get(row.effect);
      if (!effect || row.dueAt > now) continue;
      started = true;
      const running = run(effect, row)
        .catch((error) => log.error({ err: error, effect: row.effect, id: row._id }, 'an effect could not be settled'))
        .finally(() => {
          underWay.delete(row._id);
          wake.abort();
        });
      underWay.set(row._id, running);
    }
    return started;
  }

  async function loop(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      wake = new AbortController();
      try {
        if (await parts.lease.hold()) {
          await recover();
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
  const looping = loop();
  return {
    nudge: () => wake.abort(),
    async stop() {
      stopping.abort();
      await looping;
      await Promise.all(underWay.values());
    },
  };
}
