import { isOlder } from '@crescendo/chassis';
import type { AssignmentRow } from './assignments.ts';
import type { Rating } from './history.ts';

type Said = { rating?: Rating | undefined; comment?: string | undefined };
type Times = Pick<AssignmentRow, 'ratedAt' | 'commentedAt'>;

/**
 * Merges a person's new feedback on a lesson: the newest rating and the newest comment count, and nothing from before
 * they took their feedback back.
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

/** What to delete from a lesson when a person takes back their earlier feedback; later feedback stays. */
export function whatIsTakenBack({ ratedAt, commentedAt }: Times, withdrawnAt: Date) {
  return {
    ...(!isOlder(withdrawnAt, ratedAt) && { rating: 1 as const, ratedAt: 1 as const }),
    ...(!isOlder(withdrawnAt, commentedAt) && { comment: 1 as const, commentedAt: 1 as const }),
  };
}
