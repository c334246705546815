import type { Scope } from '../fences/fences.ts';
import { ledger } from '../ledger/ledger.ts';
import type { Store } from '../store/store.ts';

type Ended = { effect: string; outcome: string }[];

/** Milliseconds after which we give up on calls that do not end: the limit of 48 hours does not wait for them. */
const GIVE_UP_MS = 12 * 3_600_000;

/**
 * How the effects that `onClose` requested ended; undefined while one of them, or a call that was running when the
 * fence was set, has not ended. Effects that had not started by then never start: their rows are erased.
 */
export async function closed(
  store: Store,
  { tenant, user }: Scope,
  { begunAt, now }: { begunAt: Date; now: Date },
): Promise<Ended | undefined> {
  const whose = user === undefined ? { tenant } : { tenant, user };
  const rows = await store
    .model(ledger)
    .find(
      { ...whose, $or: [{ passesFence: true }, { status: 'sending' }] },
      { effect: 1, status: 1, code: 1, passesFence: 1 },
    )
    .lean();
  const open = rows.filter(({ status }) => status === 'intended' || status === 'sending');
  if (open.length > 0 && now.getTime() < begunAt.getTime() + GIVE_UP_MS) return undefined;
  return rows
    .filter(({ passesFence }) => passesFence)
    .map(({ effect, status, code }) => ({ effect, outcome: outcomeOf(status, code) }));
}

function outcomeOf(status: string, code: string | undefined): string {
  if (status === 'known') return 'done';
  if (status === 'intended' || status === 'sending') return 'given-up';
  return code ? `${status}: ${code}` : status;
}
