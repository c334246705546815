import { Failure, permanent, transient } from '@crescendo/contracts';
import mongoose from 'mongoose';

const { MongoError, MongoNetworkError, MongoServerSelectionError } = mongoose.mongo;

/** Server codes for a database that restarts, steps down, or is out of time: the same call may succeed later. */
const TRANSIENT_CODES = new Set([6, 7, 50, 89, 91, 112, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

function isTransientDatabaseError(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  if (
    error instanceof Error &&
    /^Mongo(ose)?(Pool|NotConnected|Topology|ServerSelection|Expired|Client)/.test(error.name)
  )
    return true;
  if (!(error instanceof MongoError)) return false;
  if (error.hasErrorLabel('TransientTransactionError') || error.hasErrorLabel('RetryableWriteError')) return true;
  return typeof error.code === 'number' && TRANSIENT_CODES.has(error.code);
}

/** Any thrown value as a failure that says whether to retry. What nobody classified becomes `unexpected`. */
export function classify(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (isTransientDatabaseError(error))
    return transient('database-unavailable', 'The database did not answer.', { cause: error });
  return permanent('unexpected', 'An unexpected error.', { cause: error });
}

/** True for an error that nobody foresaw: worth a few attempts before it is a dead letter. */
export const isUnexpected = (failure: Failure): boolean => failure.code === 'unexpected';
