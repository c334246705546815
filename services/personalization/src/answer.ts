import type { Lesson } from './lesson.ts';

/** A stored answer: the option, counted from 0, and the time in milliseconds since the epoch. */
export type GivenAnswer = { option: number; correct: boolean; at: number };

/** Judges an answer to a lesson's question. Undefined when the question has no such option. */
export function judgeAnswer({ question }: Lesson, option: number, at: Date): GivenAnswer | undefined {
  if (question.options[option] === undefined) return undefined;
  return { option, correct: option === question.correct, at: at.getTime() };
}
