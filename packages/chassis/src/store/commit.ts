import mongoose, { type ClientSession } from 'mongoose';

const { MongoError, MongoNetworkError } = mongoose.mongo;

/** As long as the driver itself repeats a commit. */
const PATIENCE_MS = 120_000;

/**
 * Commits once. If the socket breaks while the commit is written, the driver passes the socket's error on unchanged and
 * then fails on it in its own code. So we turn it into the driver's own kind of error.
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

/** Commits, and repeats the commit if its answer was lost: the database does the same commit only once. */
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
