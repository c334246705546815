import { newId, permanent } from '@crescendo/contracts';
import type { CausePosition } from '../outbox/outbox.ts';
import type { Store } from '../store/store.ts';
import { activeTraceparent } from '../telemetry/tracing.ts';
import type { EffectRef } from './effect-ref.ts';
import { type LedgerRow, ledger } from './ledger.ts';

/** What a unit of work wants done outside. */
export type Wish = {
  effect: EffectRef;
  args: object;
  key: string;
  coalesce: boolean;
  passesFence: boolean;
  /** Whom it is about; undefined where that is the customer. */
  user: string | undefined;
};

/** What the wishes of a unit of work have in common. */
export type WishedBy = {
  tenant: string;
  position: CausePosition;
  /** By the service's clock: it decides whether the moment of what is wanted is over. */
  createdAt: Date;
  /** By the real time, as all waits in the ledger. */
  dueAt: Date;
};

/**
 * Writes wishes into the ledger, in the transaction under way; resolves to how many are new. Throws a permanent Failure
 * `effect-invalid` when arguments do not fit.
 */
export async function intend(store: Store, wishes: readonly Wish[], by: WishedBy): Promise<number> {
  const model = store.model(ledger);
  const traceparent = activeTraceparent();
  const rows: LedgerRow[] = [];
  for (const [index, { effect, args, key, coalesce, passesFence, user }] of wishes.entries()) {
    const same = rows.some((row) => row.effect === effect.name && row.key === key);
    if (coalesce && (same || (await joined(store, effect.name, key)))) continue;
    rows.push({
      _id: newId('effect'),
      effect: effect.name,
      tenant: by.tenant,
      ...(user && { user }),
      key,
      args: checked(effect, args),
      status: 'intended',
      ...(passesFence && { passesFence }),
      attempt: 0,
      dueAt: by.dueAt,
      ...by.position,
      index,
      ...(traceparent && { traceparent }),
      createdAt: by.createdAt,
    });
  }
  if (rows.length > 0) await model.insertMany(rows);
  return rows.length;
}

/**
 * Whether the same effect still waits, and will start after this transaction: writing on its row collides with whoever
 * starts it meanwhile, and then it is asked for anew.
 */
async function joined(store: Store, effect: string, key: string): Promise<boolean> {
  const waiting = { effect, key, status: 'intended' as const };
  return (await store.model(ledger).updateOne(waiting, { $inc: { joined: 1 } })).matchedCount === 1;
}

function checked({ name, args: schema }: EffectRef, args: object): Record<string, unknown> {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw permanent('effect-invalid', `${name} would not fit at: ${paths}.`);
}
