/** The result of a complete roster sync, before it takes effect. */
export type RosterRun = {
  /** Members on its pages, without bots. */
  named: number;
  /** People known when it began. */
  known: number;
  /** People it would remove. */
  gone: number;
  /** Seats before it. */
  seats: number;
  /** Seats by its pages. */
  listed: number;
};

/** Why a run was not believed. */
export type Doubt = Pick<RosterRun, 'gone' | 'listed'> & {
  why: 'empty' | 'shrunk';
  /** When a run first had this result. */
  since: Date;
};

export type Verdict = { kind: 'believe' } | { kind: 'read-again'; doubt: Doubt; at: Date };

const EMPTY_WAIT_MS = 300_000;
const SHRUNK_WAIT_MS = 3_600_000;

/** A small workspace may lose this many at once, and two runs with "the same" result may differ by this many. */
const FEW = 3;

const isMost = (lost: number, of: number) => lost > Math.max(FEW, of / 2);
const isNear = (one: number, other: number) => Math.abs(one - other) <= Math.max(FEW, one / 10);

/**
 * Whether to believe Slack's list. One wrong answer would remove everyone from the product, and each would have to
 * press Start again. So an empty list is never believed, and a list that lacks most people or seats only when a run an
 * hour later gives about the same.
 *
 * @param before why the previous run was not believed
 */
export function judgeRun(run: RosterRun, { before, now }: { before: Doubt | undefined; now: Date }): Verdict {
  const { named, known, gone, seats, listed } = run;
  const doubt = (why: Doubt['why'], since: Date): Doubt => ({ why, since, gone, listed });
  const later = (from: Date, ms: number) => new Date(from.getTime() + ms);
  if (named === 0) {
    const since = before?.why === 'empty' ? before.since : now;
    return { kind: 'read-again', doubt: doubt('empty', since), at: later(now, EMPTY_WAIT_MS) };
  }
  if (!isMost(gone, known) && !isMost(seats - listed, seats)) return { kind: 'believe' };
  const isSame = before?.why === 'shrunk' && isNear(before.gone, gone) && isNear(before.listed, listed);
  const first = isSame ? before : doubt('shrunk', now);
  const at = later(first.since, SHRUNK_WAIT_MS);
  return now >= at ? { kind: 'believe' } : { kind: 'read-again', doubt: first, at };
}
