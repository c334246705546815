import { assignmentValue, ratings, slackActions } from '@crescendo/contracts';
import type { Rating } from '../history.ts';
import { type Lesson, optionLetter, type Source } from '../lesson.ts';
import { actions, type Block, button, context, divider, header, type Message, section } from './blocks.ts';
import { escapeMrkdwn, mrkdwnLink, toMrkdwn } from './mrkdwn.ts';

export interface LessonMessageState {
  assignment: string;
  lesson: Lesson;
  /** The topic's title. */
  topic: string;
  /** The option that was chosen, counted from 0. */
  chosen?: number;
  rating?: Rating;
  commented?: boolean;
}

export const ratingLabels: Record<Rating, string> = {
  helpful: 'Helpful',
  'not-helpful': 'Not for me',
  'too-easy': 'Too easy',
  'too-hard': 'Too hard',
};

/** A lesson as a direct message; once answered, with the chosen option, the explanation and a word about it. */
export function lessonMessage(state: LessonMessageState): Message {
  const { lesson, topic, chosen } = state;
  const meta = `${lesson.minutes} minutes · ${escapeMrkdwn(topic)} · Level ${lesson.level} of 3`;
  const body = toMrkdwn(lesson.body);
  const sources = `Further reading on other sites:\n${lesson.sources.map(sourceLine).join('\n')}`;
  const question = questionText(lesson);
  const outcome = chosen === undefined ? undefined : outcomeText(lesson, chosen);
  return {
    text: [`${escapeMrkdwn(lesson.title)} (${meta})`, body, question, outcome].filter(Boolean).join('\n\n'),
    blocks: [
      header(lesson.title),
      context(meta),
      section(body),
      context(sources),
      divider,
      section(question),
      ...(outcome === undefined ? toAnswer(state) : [section(outcome), ...afterwards(state)]),
    ],
  };
}

const sourceLine = ({ url, title, publisher }: Source): string =>
  `• ${mrkdwnLink(url, title)} (${escapeMrkdwn(publisher)})`;

function questionText({ question }: Lesson): string {
  const options = question.options.map((option, index) => `*${optionLetter(index)}.* ${escapeMrkdwn(option)}`);
  return [`*${escapeMrkdwn(question.text)}*`, ...options].join('\n');
}

function outcomeText({ question }: Lesson, chosen: number): string {
  const named = (option: number) => `*${optionLetter(option)}.* ${escapeMrkdwn(question.options[option] ?? '')}`;
  const verdict =
    chosen === question.correct
      ? `*That's right.* You chose ${named(chosen)}`
      : `*Not quite.* You chose ${named(chosen)}\nWhat helps more: ${named(question.correct)}`;
  return `${verdict}\n\n${escapeMrkdwn(question.explanation)}`;
}

function toAnswer({ assignment, lesson }: LessonMessageState): Block[] {
  const answers = lesson.question.options.map((option, index) =>
    button(`${slackActions.answer}.${index}`, optionLetter(index), {
      value: assignmentValue(assignment, index),
      spoken: `Answer ${optionLetter(index)}: ${option}`,
    }),
  );
  return [actions(...answers), actions(whyButton(assignment))];
}

function afterwards({ assignment, rating, commented }: LessonMessageState): Block[] {
  const rate = ratings.map((each) =>
    button(`${slackActions.rate}.${each}`, ratingLabels[each], { value: assignmentValue(assignment, each) }),
  );
  const said = rating ? [`You said: ${ratingLabels[rating]}.`] : [];
  const wrote = commented ? ['Your comment has arrived.'] : [];
  const thanks = [...said, ...wrote, 'Thank you for telling us.'].join(' ');
  return [
    ...(rating || commented ? [context(thanks)] : []),
    ...(rating ? [] : [context('What did you think of this lesson?'), actions(...rate)]),
    actions(
      button(slackActions.more, 'One more now'),
      ...(commented ? [] : [button(slackActions.comment, 'Leave a comment', { value: assignment })]),
      whyButton(assignment),
    ),
  ];
}

const whyButton = (assignment: string) => button(slackActions.why, 'Why this lesson?', { value: assignment });
