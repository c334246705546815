/**
 * What a person can press in Slack: the action ids that services render and ingestion understands. A button's value
 * names its assignment, so an old message still works.
 */
export const slackActions = {
  start: 'crescendo.start',
  stop: 'crescendo.stop',
  /** The next lesson now. */
  more: 'crescendo.more',
  /** The lesson whose sending is unknown, once more; value: assignment. */
  again: 'crescendo.again',
  /** Value: assignment and option; one button per option: `crescendo.answer.0`. */
  answer: 'crescendo.answer',
  /** Value: assignment and rating; one button per rating: `crescendo.rate.helpful`. */
  rate: 'crescendo.rate',
  /** Opens the comment window; value: assignment. */
  comment: 'crescendo.comment',
  /** Opens the explanation of a choice; value: assignment. */
  why: 'crescendo.why',
  /** Value: `adaptive` or `same-for-all`. */
  mode: 'crescendo.mode',
  /** Takes back all ratings and comments. */
  withdrawFeedback: 'crescendo.withdraw-feedback',
  /** Has all data about the person deleted; `keepMe` takes that back in time. */
  eraseMe: 'crescendo.erase-me',
  keepMe: 'crescendo.keep-me',
} as const;

/** Actions for which the gateway opens a loading window at once, because a trigger lives three seconds. */
export const opensView: ReadonlySet<string> = new Set([slackActions.why, slackActions.comment]);

/** Callback id of the comment window; its `private_metadata` is the assignment; its one input has this action id. */
export const commentForm = { callbackId: 'crescendo.comment-form', input: 'comment' } as const;

/** The value of an answer or rating button: `asg_…:2`, `asg_…:too-hard`. */
export const assignmentValue = (assignment: string, choice: string | number): string => `${assignment}:${choice}`;

/** Parses what {@link assignmentValue} wrote. Undefined when the text does not have that form. */
export function readAssignmentValue(value: string): { assignment: string; choice: string } | undefined {
  const match = /^(asg_[\w-]{16,64}):([\w-]{1,40})$/.exec(value);
  return match?.[1] && match[2] ? { assignment: match[1], choice: match[2] } : undefined;
}
