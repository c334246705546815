import { isOlder } from '@crescendo/chassis';
import type { LearnerRow } from './learners.ts';

type Status = LearnerRow['status'];

/** Whether this news from Slack is newer than the last. */
export const isNewer = (learner: Pick<LearnerRow, 'version'>, version: number): boolean =>
  learner.version === undefined || version > learner.version;

/** Whether someone has left: a removal wins over other news of the same moment. */
export const isRemovedBy = (learner: Pick<LearnerRow, 'version'>, version: number): boolean =>
  learner.version === undefined || version >= learner.version;

/** Someone who comes back to the workspace must press Start again, since they have not agreed again. */
export const statusWhenSynced = (status: Status): Status => (status === 'removed' ? 'known' : status);

type Wish = Pick<LearnerRow, 'status' | 'learningSetAt'>;

/** The reason why Start changes nothing; undefined when it does. */
export function whyNotStart({ status, learningSetAt }: Wish, at: Date) {
  if (isOlder(at, learningSetAt)) return 'older-than-known';
  if (status === 'active') return 'already-started';
  return status === 'removed' ? 'person-removed' : undefined;
}

/** The reason why Stop changes nothing; undefined when it does. */
export function whyNotStop({ status, learningSetAt }: Wish, at: Date) {
  if (isOlder(at, learningSetAt)) return 'older-than-known';
  return status === 'active' ? undefined : 'not-learning';
}
