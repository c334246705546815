/** The activity in a workspace, as numbers of people. */
export type Activity = {
  /** They open Home and do not press Start. */
  lookAround: number;
  /** The number of lessons of each person who starts. */
  lessons: readonly number[];
  /** They leave their last lesson unanswered. */
  waiting: number;
  stop: number;
  withoutAnswers: number;
  comment: number;
};

/** 25 people; 20 of them start. */
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
