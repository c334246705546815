/** How much goes on in a workspace, in people. */
export type Activity = {
  /** Open Home, and do not press Start. */
  lookAround: number;
  /** For each who starts, how many lessons they get. */
  lessons: readonly number[];
  /** Leave their last lesson unanswered. */
  waiting: number;
  stop: number;
  withoutAnswers: number;
  comment: number;
};

/** 25 people, of whom 20 start. */
export const northwindActivity: Activity = {
  lookAround: 5,
  lessons: [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4, 5, 6, 8],
  waiting: 7,
  stop: 3,
  withoutAnswers: 2,
  comment: 6,
};

export const juniperActivity: Activity = {
  lookAround: 1,
  lessons: [3, 1],
  waiting: 1,
  stop: 0,
  withoutAnswers: 0,
  comment: 1,
};
