import type { ratings } from '@crescendo/contracts';
import type { Catalogue } from './catalogue.ts';
import type { Lesson } from './lesson.ts';

export type Rating = (typeof ratings)[number];
export type Answer = 'right' | 'wrong';

/** A lesson that a person was sent, and what they did with it. */
export interface PastAssignment {
  lesson: string;
  sentAt: Date;
  /** Absent while the question is not answered. */
  answer?: Answer;
  rating?: Rating;
}

/** A past assignment with its lesson. */
export interface Had {
  lesson: Lesson;
  answer?: Answer;
  rating?: Rating;
}

/** The history in order of time, without lessons that are no longer in the catalogue. */
export function inOrder(history: readonly PastAssignment[], catalogue: Catalogue): Had[] {
  return history
    .toSorted((a, b) => a.sentAt.getTime() - b.sentAt.getTime())
    .flatMap(({ lesson: id, answer, rating }) => {
      const lesson = catalogue.find(id);
      return lesson ? [{ lesson, answer, rating }] : [];
    });
}
