import { Failure, permanent, transient } from '@crescendo/contracts';
import mongoose from 'mongoose';

const { MongoBulkWriteError, MongoError, MongoNetworkError } = mongoose.mongo;

/**
 * The server's codes for a database that restarts, steps down, is full, or is out of time: the same call may succeed
 * later. Source: mongodb.com/docs/manual/reference/error-codes.
 */
const transientCodes: ReadonlySet<unknown> = new Set(
  Object.values({
    HostUnreachable: 6,
    HostNotFound: 7,
    AuthenticationFailed: 18,
    LockTimeout: 24,
    LockBusy: 46,
    MaxTimeMSExpired: 50,
    WriteConcernTimeout: 64,
    NetworkTimeout: 89,
    ShutdownInProgress: 91,
    UnsatisfiableWriteConcern: 100,
    WriteConflict: 112,
    FailedToSatisfyReadPreference: 133,
    PrimarySteppedDown: 189,
    SnapshotTooOld: 239,
    SnapshotUnavailable: 246,
    NoSuchTransaction: 251,
    ExceededTimeLimit: 262,
    SocketException: 9_001,
    NotWritablePrimary: 10_107,
    InterruptedAtShutdown: 11_600,
    Interrupted: 11_601,
    InterruptedDueToReplStateChange: 11_602,
    NotPrimaryNoSecondaryOk: 13_435,
    NotPrimaryOrSecondary: 13_436,
    OutOfDiskSpace: 14_031,
  }),
);

const transientLabels = ['TransientTransactionError', 'RetryableWriteError', 'UnknownTransactionCommitResult'];

/**
 * Names of the driver's errors for a connection, pool, session or server that is not available; it does not export all
 * of them.
 */
const TRANSIENT_NAMES =
  /^Mongo(ose)?(Pool|WaitQueue|NotConnected|Topology|ServerSelection|ServerClosed|StalePrimary|Expired|Client(Closed|Not)|OperationTimeout|WriteConcern)/;

/** Socket errors for a lost connection: the driver passes them on unchanged if it was waiting to write more. */
const socketCodes: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

function isTransientDatabaseError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // The error of a bulk write without an answer wraps the cause, and shows it neither in its name nor in its labels.
  if (error instanceof MongoBulkWriteError && error.errorResponse instanceof Error)
    return isTransientDatabaseError(error.errorResponse);
  if (error instanceof MongoNetworkError || TRANSIENT_NAMES.test(error.name)) return true;
  if ('syscall' in error && 'code' in error && socketCodes.has(error.code)) return true;
  if (!(error instanceof MongoError)) return false;
  return transientLabels.some((label) => error.hasErrorLabel(label)) || transientCodes.has(error.code);
}

/** Turns any thrown value into a Failure that says whether to retry. Anything unclassified becomes `unexpected`. */
export function classify(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (isTransientDatabaseError(error))
    return transient('database-unavailable', 'The database did not answer.', { cause: error });
  return permanent('unexpected', 'An unexpected error.', { cause: error });
}

/** Whether nobody foresaw the error: then it gets a few attempts before the event becomes a dead letter. */
export const isUnexpected = (failure: Failure): boolean => failure.code === 'unexpected';
