import { Failure } from '@crescendo/contracts';
import { isFenced } from '../fences/is-fenced.ts';
import { isDuplicateKey } from '../store/duplicate-key.ts';
import type { Tx } from './tx.ts';

type Work = (tx: Tx) => Promise<void>;

/** Rolls back an attempt that needs `work` committed before it. Callers see this failure only if that did not help. */
export class CommitFirst extends Failure {
  readonly work: Work;

  constructor(work: Work) {
    super({
      code: 'committed-first-in-vain',
      message: 'What a unit of work needs to be there was committed, and is not there.',
      retry: true,
    });
    this.work = work;
  }
}

/**
 * Runs an attempt at a unit of work. If it needs something committed first, commits that and runs the attempt once
 * more. It does so even if another process was faster, or the person was fenced in between: the second attempt finds
 * that.
 */
export async function withCommitsFirst<T>(
  attempt: () => Promise<T>,
  commit: (work: Work) => Promise<unknown>,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof CommitFirst)) throw error;
    await commit(error.work).catch((failed: unknown) => {
      if (!isFenced(failed) && !isDuplicateKey(failed)) throw failed;
    });
    return await attempt();
  }
}
