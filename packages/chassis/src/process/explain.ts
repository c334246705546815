import { classify, isUnexpected } from '../store/classify.ts';

/** The root cause of an error. */
function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

/** Matches lines of our code in a stack, except where failures are constructed. */
const OUR_CODE = /((?:services|packages)\/(?!contracts\/src\/failure)[\w./-]+\.ts:\d+):\d+/g;

/** Where it was thrown, and the first line of a service in the stack. */
function placesIn(stack = ''): string | undefined {
  const lines = [...stack.matchAll(OUR_CODE)].flatMap(([, line]) => line ?? []);
  const ofService = lines.find((line) => line.startsWith('services/'));
  const places = new Set([...lines.slice(0, 1), ...(ofService ? [ofService] : [])]);
  return places.size > 0 ? [...places].join(', from ') : undefined;
}

/**
 * An error as a dead letter may store it: a Failure's message (which never contains a value), or only the kind of any
 * other error; and the lines of our code where the root cause arose.
 */
export function explain(error: unknown): { detail: string; where?: string } {
  const failure = classify(error);
  const root = rootOf(failure);
  const where = placesIn(root.stack);
  const detail = isUnexpected(failure) ? `A ${root.name} that nobody foresaw.` : failure.message;
  return { detail, ...(where && { where }) };
}
