import { permanent } from '@crescendo/contracts';
import { FORMAT, type Receipt, STATEMENT } from '@crescendo/receipt';
import type { Finished } from '../erasures/advance-erasure.ts';
import type { Erasure } from '../erasures/erasures.ts';
import { horizonsOf } from './horizons.ts';
import type { ReceiptPolicy } from './policy.ts';
import { retainedBy } from './retained.ts';
import { systemsOf } from './systems.ts';

/**
 * Builds the receipt of a finished erasure; the same input always gives the same receipt. Throws Failure
 * `receipt-incomplete` when its keys were not destroyed.
 */
export function buildReceipt(finished: Finished, policy: ReceiptPolicy): Receipt {
  const { erasure, doneAt } = finished;
  const { _id: id, tenant, user, scope, why, shredded } = erasure;
  if (!shredded) throw permanent('receipt-incomplete', 'There is no receipt before the keys are destroyed.');
  const horizons = horizonsOf({ shreddedAt: shredded.at, doneAt }, { scope, policy });
  const systems = systemsOf(finished, shredded);
  return {
    ...{ format: FORMAT, id, issuer: policy.issuer, issuedAt: doneAt.toISOString(), statement: STATEMENT },
    ...{ scope, tenant, why },
    // An operator's name stays in the issuer's own record.
    ...(user !== undefined && { person: user, ...(why === 'asked' && { askedBy: user }) }),
    clock: clockOf(erasure, { shreddedAt: shredded.at, doneAt }),
    ...holdsOf(erasure),
    systems,
    retained: retainedBy({
      ...{ issuer: policy.issuer, scope, doneAt },
      archived: systems.some(({ kind, counts }) => kind === 'archive' && counts.length > 0),
      bytesGone: latest(horizons.flatMap(({ kind, until }) => (kind === 'telemetry' ? [] : (until ?? [])))),
    }),
    horizons,
  };
}

/** The times of its steps, none before the previous one, since replicas' clocks may differ slightly. */
function clockOf({ requestedAt, deadline, times }: Erasure, at: { shreddedAt: Date; doneAt: Date }): Receipt['clock'] {
  const { doneAt, shreddedAt } = at;
  const reached = {
    requested: requestedAt,
    // A state begins when every participant has answered the previous one.
    fenced: times.closing ?? doneAt,
    shredded: shreddedAt,
    erased: times.settling ?? doneAt,
    verified: times['waiting-for-intake-keys'] ?? doneAt,
    done: doneAt,
  };
  let last = '';
  const inOrder = (time: Date) => {
    last = latest([last, earlier(time, doneAt).toISOString()]);
    return last;
  };
  return {
    requested: inOrder(reached.requested),
    fenced: inOrder(reached.fenced),
    shredded: inOrder(reached.shredded),
    erased: inOrder(reached.erased),
    verified: inOrder(reached.verified),
    done: inOrder(reached.done),
    deadline: deadline.toISOString(),
  };
}

/** Only finished holds: an erasure that is done has no other. */
function holdsOf({ holds = [] }: Erasure): Pick<Receipt, 'holds'> {
  const over = holds.flatMap(({ since, until, by }) =>
    until ? [{ since: since.toISOString(), until: until.toISOString(), by }] : [],
  );
  return over.length > 0 ? { holds: over } : {};
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

const latest = (moments: readonly string[]): string => moments.toSorted().at(-1) ?? '';
