import type { Scope } from '../fences/fences.ts';
import { ledger } from '../ledger/ledger.ts';
import type { Store } from '../store/store.ts';

type Ended = { effect: string; outcome: string }[];

/** Milliseconds after which what cannot be ended outside is left as it is: the 48 hours wait for nobody. */
const GIVE_UP_MS = 12 * 3_600_000;

/**
 * How the effects ended that closing asked for; undefined while one of them, or any other that was under way when the
 * fence was set, has not ended. Those not begun by then never are: their rows are erased.
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
