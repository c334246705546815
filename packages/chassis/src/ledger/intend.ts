import { newId, permanent } from '@crescendo/contracts';
import type { CausePosition } from '../outbox/outbox.ts';
import type { Store } from '../store/store.ts';
import { activeTraceparent } from '../telemetry/tracing.ts';
import type { EffectRef } from './effect-ref.ts';
import { type LedgerRow, ledger } from './ledger.ts';

/** An effect that a unit of work requests. */
export type Wish = {
  effect: EffectRef;
  args: object;
  key: string;
  coalesce: boolean;
  passesFence: boolean;
  /** The person it is about; undefined if it is about the customer. */
  user: string | undefined;
};

/** What all wishes of a unit of work share. */
export type WishedBy = {
  tenant: string;
  position: CausePosition;
  /** By the service's clock: it decides whether the effect is still timely. */
  createdAt: Date;
  /** By the real time, like all waits in the ledger. */
  dueAt: Date;
};

/**
 * Adds wishes to the ledger, in the current transaction. Resolves to how many were added. Throws a permanent Failure
 * `effect-invalid` when arguments do not fit their schema.
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
 * Whether the same effect still waits and will start only after this transaction. The write on its row conflicts with a
 * runner that starts it in between; then this transaction runs again and adds a new one.
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
