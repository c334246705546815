import { isOlder } from '@crescendo/chassis';
import type { LearnerRow } from './learners.ts';

type Status = LearnerRow['status'];

/** Whether what Slack told is newer than what it told before. */
export const isNewer = (learner: Pick<LearnerRow, 'version'>, version: number): boolean =>
  learner.version === undefined || version > learner.version;

/** Whether someone is gone: a removal wins over what Slack told at the same moment. */
export const isRemovedBy = (learner: Pick<LearnerRow, 'version'>, version: number): boolean =>
  learner.version === undefined || version >= learner.version;

/** Someone who comes back to the workspace has to press Start again: they agreed to nothing yet. */
export const statusWhenSynced = (status: Status): Status => (status === 'removed' ? 'known' : status);

type Wish = Pick<LearnerRow, 'status' | 'learningSetAt'>;

/** Why Start changes nothing; undefined when it does. */
export function whyNotStart({ status, learningSetAt }: Wish, at: Date) {
  if (isOlder(at, learningSetAt)) return 'older-than-known';
  if (status === 'active') return 'already-started';
  return status === 'removed' ? 'person-removed' : undefined;
}

/** Why Stop changes nothing; undefined when it does. */
export function whyNotStop({ status, learningSetAt }: Wish, at: Date) {
  if (isOlder(at, learningSetAt)) return 'older-than-known';
  return status === 'active' ? undefined : 'not-learning';
}
