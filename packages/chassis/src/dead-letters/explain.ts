import { classify, isUnexpected } from '../store/classify.ts';

/** What an error came from, the root last. */
function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

/** A line of our code in a stack, other than where failures are made. */
const OUR_CODE = /((?:services|packages)\/(?!contracts\/src\/failure)[\w./-]+\.ts:\d+):\d+/;

/**
 * An error as a dead letter may keep it: a failure's own sentence (which never has a value in it), of anything else only
 * its kind; and the line of our code where the root arose.
 */
export function explain(error: unknown): { detail: string; where?: string } {
  const failure = classify(error);
  const root = rootOf(failure);
  const where = OUR_CODE.exec(root.stack ?? '')?.[1];
  const detail = isUnexpected(failure) ? `A ${root.name} that nobody foresaw.` : failure.message;
  return { detail, ...(where && { where }) };
}
