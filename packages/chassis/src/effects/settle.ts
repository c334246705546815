import { type Commitments, runUnit, type UnitParts } from '../handlers/unit-of-work.ts';
import { type LedgerRow, ledger } from '../ledger/ledger.ts';
import type { ServiceContext } from '../service-context.ts';
import { classify, isUnexpected } from '../store/classify.ts';
import type { Store } from '../store/store.ts';
import { backoff, pause } from '../waiting/backoff.ts';
import type { Attempted } from './attempt.ts';
import type { Effect, EffectOutcome } from './effect.ts';

export type SettleParts = Omit<UnitParts, 'service' | 'clock'> & {
  context: ServiceContext;
  committed: (commitments: Commitments) => void;
};

/** A row's attempt to settle. The first to settle it decides. */
export type Settling = { effect: Effect; row: LedgerRow; attempt: number; attempted: Attempted };

const UNEXPECTED_ATTEMPTS = 3;

/**
 * Commits how an attempt ended, with its consequences, unless another process has settled it. Waits while the database
 * is away. Throws when it cannot settle, or when `signal` fires in a wait.
 */
export async function settle(parts: SettleParts, settling: Settling, signal: AbortSignal): Promise<void> {
  for (let failures = 0; ; failures++) {
    try {
      const { attempted } = settling;
      if (attempted.kind === 'again') await putOff(parts.store, settling, attempted);
      else await settleForGood(parts, settling, attempted);
      return;
    } catch (error) {
      const failure = classify(error);
      if (!failure.retry && !(isUnexpected(failure) && failures < UNEXPECTED_ATTEMPTS)) throw error;
      if (!(await pause(backoff(failures), signal))) throw error;
    }
  }
}

const mine = ({ row, attempt }: Settling) => ({ _id: row._id, status: 'sending' as const, attempt });

async function putOff(store: Store, settling: Settling, to: { code: string; after: number }): Promise<void> {
  const dueAt = new Date(Date.now() + to.after);
  const change = { status: 'intended' as const, dueAt, code: to.code };
  const put = await store.model(ledger).updateOne(mine(settling), { $set: change });
  if (put.matchedCount === 1) await waitFor(store, settling.row.key, dueAt);
}

/** Delays the key's waiting effects to `dueAt`, so nobody looks at them in vain before its first is due. */
export async function waitFor(store: Store, key: string, dueAt: Date): Promise<void> {
  const behind = { key, status: 'intended' as const, dueAt: { $lt: dueAt } };
  await store.updateAll(ledger, behind, { $set: { dueAt } });
}

async function settleForGood(parts: SettleParts, settling: Settling, outcome: EffectOutcome<unknown>): Promise<void> {
  const { effect, row } = settling;
  const { store, fences, context } = parts;
  const { tenant, user, passesFence } = row;
  const unit = { tenant, user, now: context.clock.now(), publishes: effect.publishes, passesFence: true };
  const { result, ...commitments } = await runUnit(
    { ...parts, service: context.name, clock: context.clock },
    unit,
    async (tx) => {
      const code = outcome.kind === 'failed' ? { code: outcome.code } : {};
      const end = { status: outcome.kind, doneAt: new Date(), ...code };
      const settled = await store.model(ledger).updateOne(mine(settling), { $set: end });
      if (settled.matchedCount !== 1) return false;
      // This call was running when the fence was set: it has ended, and nothing follows from it.
      const [state] = await fences.statesOf([{ tenant, user }]);
      if (state === 'fenced' && !passesFence) return false;
      await effect.settle(outcome, row.args, tx);
      return true;
    },
  );
  if (result) parts.committed(commitments);
}
