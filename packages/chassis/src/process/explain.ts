import { classify, isUnexpected } from '../store/classify.ts';

/** What an error came from, the root last. */
function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

/** Lines of our code in a stack, other than where failures are made. */
const OUR_CODE = /((?:services|packages)\/(?!contracts\/src\/failure)[\w./-]+\.ts:\d+):\d+/g;

/** Where it was thrown, and where in the service that was asked for. */
function placesIn(stack = ''): string | undefined {
  const lines = [...stack.matchAll(OUR_CODE)].flatMap(([, line]) => line ?? []);
  const ofService = lines.find((line) => line.startsWith('services/'));
  const places = new Set([...lines.slice(0, 1), ...(ofService ? [ofService] : [])]);
  return places.size > 0 ? [...places].join(', from ') : undefined;
}

/**
 * An error as a dead letter may keep it: a failure's own sentence (which never has a value in it), of anything else only
 * its kind; and the lines of our code where the root arose.
 */
export function explain(error: unknown): { detail: string; where?: string } {
  const failure = classify(error);
  const root = rootOf(failure);
  const where = placesIn(root.stack);
  const detail = isUnexpected(failure) ? `A ${root.name} that nobody foresaw.` : failure.message;
  return { detail, ...(where && { where }) };
}
