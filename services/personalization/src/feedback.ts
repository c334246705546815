import { isOlder } from '@crescendo/chassis';
import type { AssignmentRow } from './assignments.ts';
import type { Rating } from './history.ts';

type Said = { rating?: Rating | undefined; comment?: string | undefined };
type Times = Pick<AssignmentRow, 'ratedAt' | 'commentedAt'>;

/**
 * What counts of what a person said about a lesson at a time: the newest rating and the newest comment, and nothing from
 * before they took all of it back.
 */
export function whatCounts(
  said: Said,
  at: Date,
  { withdrawnAt, ...times }: Times & { withdrawnAt?: Date | undefined },
) {
  if (isOlder(at, withdrawnAt)) return {};
  return {
    ...(said.rating && !isOlder(at, times.ratedAt) && { rating: said.rating, ratedAt: at }),
    ...(said.comment && !isOlder(at, times.commentedAt) && { comment: said.comment, commentedAt: at }),
  };
}

/** What is to be forgotten of a lesson when a person takes back what they said until then; what they said since stays. */
export function whatIsTakenBack({ ratedAt, commentedAt }: Times, withdrawnAt: Date) {
  return {
    ...(!isOlder(withdrawnAt, ratedAt) && { rating: 1 as const, ratedAt: 1 as const }),
    ...(!isOlder(withdrawnAt, commentedAt) && { comment: 1 as const, commentedAt: 1 as const }),
  };
}
