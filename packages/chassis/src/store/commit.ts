import mongoose, { type ClientSession } from 'mongoose';

const { MongoError, MongoNetworkError } = mongoose.mongo;

/** As long as the driver itself would repeat a commit. */
const PATIENCE_MS = 120_000;

/**
 * Commits, once. What a socket says that broke while the commit was written becomes the driver's own kind of error: the
 * driver lets it out as it is, and then fails over it in its own code.
 */
export async function commitOnce(session: ClientSession): Promise<void> {
  try {
    await session.commitTransaction();
  } catch (error) {
    if (error instanceof MongoError) throw error;
    const broken = new MongoNetworkError('The connection broke while a commit was written.', { cause: error as Error });
    broken.addErrorLabel('UnknownTransactionCommitResult');
    throw broken;
  }
}

/** Commits, and asks again where the answer was lost: the database does the same commit only once. */
export async function commitUntilAnswered(session: ClientSession): Promise<void> {
  const started = performance.now();
  for (;;) {
    try {
      return await commitOnce(session);
    } catch (error) {
      const unanswered = error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
      if (!unanswered || performance.now() - started > PATIENCE_MS) throw error;
    }
  }
}
