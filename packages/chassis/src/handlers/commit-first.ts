import { Failure } from '@crescendo/contracts';
import { isFenced } from '../fences/is-fenced.ts';
import { isDuplicateKey } from '../store/duplicate-key.ts';
import type { Tx } from './tx.ts';

type Work = (tx: Tx) => Promise<void>;

/** Rolls an attempt back that needs `work` to be committed before it. It is seen as a failure only when that did not help. */
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
 * Runs an attempt at a unit of work. What it wants to have committed first is, and then it is run once more: also when
 * another was faster, or whom it is about was fenced meanwhile, for then it meets that.
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
