import { permanent, transient } from '@crescendo/contracts';
import mongoose from 'mongoose';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { classify, isUnexpected } from './classify.ts';

const { mongo } = mongoose;
const serverError = (code: number, errorLabels: string[] = []) =>
  new mongo.MongoServerError({ message: 'jane@example.com', code, errorLabels });
const named = (name: string) => Object.assign(new Error('jane@example.com'), { name });
const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test('a failure stays what it is', () => {
  for (const failure of [transient('away', 'It is away.'), permanent('wrong', 'It is wrong.')])
    expect(classify(failure)).toBe(failure);
});

test.each([
  ['a network error', new mongo.MongoNetworkError('connection 1 to 10.0.0.1 closed')],
  ['a socket that broke while it was written to', Object.assign(new Error(), { code: 'ECONNRESET', syscall: 'write' })],
  ['a write conflict', serverError(112)],
  ['a primary that steps down', serverError(189)],
  ['an operation that was interrupted', serverError(11_601)],
  ['a transaction that nobody knows any more', serverError(251)],
  ['a full disk', serverError(14_031)],
  ['a password that is being changed', serverError(18)],
  ['whatever is labelled transient', serverError(1, ['TransientTransactionError'])],
  ['a commit nobody knows the end of', serverError(1, ['UnknownTransactionCommitResult'])],
  ['a write that the majority has not seen', named('MongoWriteConcernError')],
  ['a pool that was cleared', named('MongoPoolClearedError')],
  ['a queue for connections that is too long', named('MongoWaitQueueTimeoutError')],
  ['a call that took too long', named('MongoOperationTimeoutError')],
  ['a server that was closed', named('MongoServerClosedError')],
  ['a primary that is none any more', named('MongoStalePrimaryError')],
  ['no server at all', named('MongooseServerSelectionError')],
])('%s may pass', (_what, error) => {
  expect(classify(error)).toMatchObject({ code: 'database-unavailable', retry: true, cause: error });
});

/** The driver's error for a bulk write that no server answered; its constructor is private. */
const bulkWriteWithout = (errorResponse: Error): Error =>
  Object.assign(Object.create(mongo.MongoBulkWriteError.prototype), { errorLabelSet: new Set(), errorResponse });

test('a bulk write that no server answered may pass, though it hides what stood in its way', () => {
  const unanswered = bulkWriteWithout(new mongo.MongoNetworkError('connection 1 to 10.0.0.1 closed'));
  expect(classify(unanswered)).toMatchObject({ code: 'database-unavailable', retry: true });
  expect(classify(bulkWriteWithout(new mongo.MongoInvalidArgumentError('too large')))).toMatchObject({ retry: false });
});

test.each([
  ['a duplicate key', serverError(11_000)],
  ['a row that its validator refuses', serverError(121)],
  ['a database that refuses us', serverError(13)],
  ['an argument that no driver takes', named('MongoInvalidArgumentError')],
  ['data that does not parse', thrown(() => z.object({ mail: z.int() }).parse({ mail: 'jane@example.com' }))],
  [
    'a deadline in a handler',
    thrown(() => AbortSignal.abort(new DOMException('late', 'TimeoutError')).throwIfAborted()),
  ],
  ['a bug', new TypeError('jane@example.com is not a function')],
  ['something that is no error', 'jane@example.com'],
])('%s is unexpected: worth a few attempts, not waiting', (_what, error) => {
  const failure = classify(error);
  expect(failure).toMatchObject({ code: 'unexpected', retry: false, cause: error });
  expect(isUnexpected(failure)).toBe(true);
  expect(failure.message).not.toContain('jane');
});
