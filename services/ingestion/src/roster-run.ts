/** What a whole roster sync came to, before anything follows from it. */
export type RosterRun = {
  /** Members its pages named, machines aside. */
  named: number;
  /** People who were known when it began. */
  known: number;
  /** Those it would remove. */
  gone: number;
  /** Seats before it. */
  seats: number;
  /** Seats by its pages. */
  listed: number;
};

/** Why a run was not believed. */
export type Doubt = Pick<RosterRun, 'gone' | 'listed'> & {
  why: 'empty' | 'shrunk';
  /** When a run first came to this. */
  since: Date;
};

export type Verdict = { kind: 'believe' } | { kind: 'read-again'; doubt: Doubt; at: Date };

const EMPTY_WAIT_MS = 300_000;
const SHRUNK_WAIT_MS = 3_600_000;

/** A small workspace may lose so many at once, and two runs that come to the same may differ by so many. */
const FEW = 3;

const isMost = (lost: number, of: number) => lost > Math.max(FEW, of / 2);
const isNear = (one: number, other: number) => Math.abs(one - other) <= Math.max(FEW, one / 10);

/**
 * Whether what Slack listed is believed. One wrong answer would take everyone out of the product, and each would have to
 * press Start again. So a list of nobody is never believed, and one without most people or seats only when a run an hour
 * later comes to about the same.
 *
 * @param before why the run before was not believed
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
