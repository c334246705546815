import type { Lesson } from './lesson.ts';
import type { LevelCause } from './level.ts';

/** Why a lesson was chosen: a stable code and the sentence for the person. */
export interface Reason {
  code: ReasonCode;
  text: string;
}

export type ReasonCode =
  | 'first-lesson'
  | 'same-topic-again'
  | 'missed-before'
  | 'missed-comes-back'
  | 'level-fits'
  | 'level-moved'
  | 'nearest-left'
  | 'other-topic'
  | 'topic-put-back'
  | 'topic-liked'
  | 'builds-on'
  | 'fixed-order'
  | 'feedback-withdrawn'
  | 'all-done';

const because: Record<LevelCause, string> = {
  'two-right': 'You answered two questions in a row correctly, so this one goes a step further.',
  'two-wrong': 'Two questions in a row were hard to answer, so this one takes a step back.',
  'too-easy': 'You said that the last one was too easy, so this one goes a step further.',
  'too-hard': 'You said that the last one was too hard, so this one takes a step back.',
};

const title = (lesson: Lesson) => `“${lesson.title}”`;
const reason = (code: ReasonCode, text: string): Reason => ({ code, text });

export const reasons = {
  firstLesson: () => reason('first-lesson', 'This is your first lesson, so we begin where everyone begins.'),
  sameTopicAgain: (missed: Lesson) =>
    reason(
      'same-topic-again',
      `You missed the question on ${title(missed)}, so here is another look at the same topic.`,
    ),
  missedBefore: () =>
    reason('missed-before', 'You missed this question a while ago. Meeting it again after a pause helps it stick.'),
  missedComesBack: (missed: Lesson) =>
    reason(
      'missed-comes-back',
      `You missed the question on ${title(missed)}. It comes back after a few other lessons.`,
    ),
  levelFits: (level: number) =>
    reason('level-fits', `Its level is ${level} of 3. That fits your answers and ratings so far.`),
  levelMoved: (cause: LevelCause) => reason('level-moved', because[cause]),
  nearestLeft: () => reason('nearest-left', 'Of the lessons you have not had yet, it fits you best so far.'),
  otherTopic: (lastTopic: string) =>
    reason('other-topic', `The last lesson was on “${lastTopic}”, so this one is on something else.`),
  topicPutBack: (disliked: Lesson, topic: string) =>
    reason('topic-put-back', `You said that ${title(disliked)} was not for you, so “${topic}” has to wait.`),
  topicLiked: (liked: Lesson) =>
    reason('topic-liked', `You found ${title(liked)} helpful, and this one is on the same topic.`),
  buildsOn: (earlier: readonly Lesson[]) =>
    reason('builds-on', `It builds on ${earlier.map(title).join(' and ')}, which you have had.`),
  fixedOrder: (place: number, of: number) =>
    reason(
      'fixed-order',
      `You asked for lessons to be chosen without your answers. This is number ${place} of ${of}, in an order that is the same for everyone.`,
    ),
  feedbackWithdrawn: () =>
    reason('feedback-withdrawn', 'It was also based on feedback that you have since taken back.'),
  allDone: () => reason('all-done', 'You have had every lesson there is for now.'),
};

const quotingRatings: readonly string[] = [because['too-easy'], because['too-hard']];

/** Whether a reason quotes the person's feedback on a lesson. */
export const quotesFeedback = ({ code, text }: { code: string; text: string }): boolean =>
  code === 'topic-put-back' || code === 'topic-liked' || quotingRatings.includes(text);
