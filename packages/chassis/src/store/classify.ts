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

/** The driver's errors of a connection, pool, session or server that is not there just now; some it does not export. */
const TRANSIENT_NAMES =
  /^Mongo(ose)?(Pool|WaitQueue|NotConnected|Topology|ServerSelection|ServerClosed|StalePrimary|Expired|Client(Closed|Not)|OperationTimeout|WriteConcern)/;

/** What a socket says of a connection that is gone: the driver lets it out as it is where it waited to write more. */
const socketCodes: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

function isTransientDatabaseError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // A bulk write that got no answer wraps why, and calls itself neither by its name nor by its labels.
  if (error instanceof MongoBulkWriteError && error.errorResponse instanceof Error)
    return isTransientDatabaseError(error.errorResponse);
  if (error instanceof MongoNetworkError || TRANSIENT_NAMES.test(error.name)) return true;
  if ('syscall' in error && 'code' in error && socketCodes.has(error.code)) return true;
  if (!(error instanceof MongoError)) return false;
  return transientLabels.some((label) => error.hasErrorLabel(label)) || transientCodes.has(error.code);
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
