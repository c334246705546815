import { slackActions } from '@crescendo/contracts';
import type { SelectionMode } from '../next-lesson.ts';
import { actions, type Block, button, context, divider, header, plain, section } from './blocks.ts';
import { slackDate } from './dates.ts';
import { escapeMrkdwn } from './mrkdwn.ts';

export interface Progress {
  /** Different lessons, out of the whole catalogue. */
  had: number;
  total: number;
  answered: number;
  right: number;
  topics: readonly { title: string; had: number; total: number }[];
}

export interface CurrentLesson {
  assignment: string;
  title: string;
  /** `unknown`: Slack did not tell us whether it arrived. */
  state: 'on-its-way' | 'waiting' | 'answered' | 'unknown' | 'failed';
}

export type HomeState =
  | { kind: 'not-started' }
  | { kind: 'stopped'; progress: Progress; saidSomething: boolean }
  | {
      kind: 'learning';
      /** Whether they have given a rating or a comment. */
      saidSomething: boolean;
      progress: Progress;
      mode: SelectionMode;
      current?: CurrentLesson;
      /** Absent when nothing is planned. */
      nextAt?: Date;
    };

/** Personalization's part of App Home, for one person. */
export function homeBlocks(state: HomeState, { privacyMail }: { privacyMail: string }): Block[] {
  switch (state.kind) {
    case 'not-started':
      return notStarted(privacyMail);
    case 'stopped':
      return [...stopped(state.progress, privacyMail), ...takingBack(state)];
    case 'learning':
      return [...learning(state, privacyMail), ...takingBack(state)];
  }
}

const mailLink = (address: string) => `<mailto:${address}|${address}>`;

/** What this is and what pressing Start agrees to, with the button. Used wherever the button appears. */
export function notStarted(privacyMail: string): Block[] {
  return [
    header('A few minutes at a time'),
    section(
      'Crescendo sends you short lessons on working well with people who are not like you: meetings in which everyone is heard, feedback that is fair, decisions with less guesswork. Each takes two to four minutes, says what you can do today, and ends with one question.',
    ),
    section(
      [
        '*Before you start*',
        '• It is voluntary. Nothing is sent to you unasked before you press Start, and you can stop here at any time.',
        '• We keep which lessons you get, your answers, and what you tell us about them, to choose what comes next and to make the lessons better. You can also have them chosen without your answers.',
        '• Your employer sees none of it: not what you answer, not whether you take part, and no figures either.',
        `• You can see, correct, export or delete your data: write to ${mailLink(privacyMail)}.`,
      ].join('\n'),
    ),
    actions(button(slackActions.start, 'Start', { style: 'primary', spoken: 'Agree, and start getting lessons' })),
    context('By pressing Start you agree to this. You can take it back at any time.'),
  ];
}

function stopped(progress: Progress, privacyMail: string): Block[] {
  return [
    header('You have stopped'),
    section(`We send you nothing more. If you start again, you continue where you left off: ${bar(progress)}.`),
    actions(button(slackActions.start, 'Start again', { style: 'primary' })),
    context(`To see, correct or export your data, write to ${mailLink(privacyMail)}.`),
  ];
}

function learning(state: Extract<HomeState, { kind: 'learning' }>, privacyMail: string): Block[] {
  const { progress, current, nextAt, mode } = state;
  const done = progress.had >= progress.total && !nextAt;
  const topics = progress.topics.map(({ title, had, total }) => `${escapeMrkdwn(title)}: ${had} of ${total}`);
  return [
    header('Your lessons'),
    section(`*${bar(progress)}*\n${answers(progress)}`),
    context(topics.join('  ·  ')),
    ...(current ? currentBlocks(current) : []),
    ...(done
      ? [
          section(
            'You have had every lesson there is for now. Well done, and thank you. New ones arrive here by themselves.',
          ),
        ]
      : [section(nextAt ? `The next one comes ${slackDate(nextAt)}.` : 'We are choosing the next one.')]),
    actions(
      ...(done ? [] : [button(slackActions.more, 'One more now', { style: 'primary' })]),
      button(slackActions.stop, 'Stop'),
    ),
    divider,
    ...choosing(mode, privacyMail),
  ];
}

/** Shown only if there is feedback to take back. */
function takingBack({ saidSomething }: { saidSomething: boolean }): Block[] {
  if (!saidSomething) return [];
  const confirm = {
    title: plain('Delete your feedback?'),
    text: plain(
      'All your ratings and comments are deleted, for good. Your lessons and answers stay, and you go on learning.',
    ),
    confirm: plain('Delete my feedback'),
    deny: plain('Keep it'),
    style: 'danger' as const,
  };
  return [
    section('*What you told us about lessons*\nWe keep your ratings and comments. You can take them back.'),
    actions(button(slackActions.withdrawFeedback, 'Delete my feedback', { style: 'danger', confirm })),
  ];
}

/** Figures first, so that a screen reader reads them before the drawing. */
function bar({ had, total }: Progress): string {
  // The first lesson shows as progress; only the last one fills the bar.
  const filled = had > 0 ? Math.max(1, Math.floor((10 * had) / total)) : 0;
  return `${had} of ${total} lessons ${'▰'.repeat(filled)}${'▱'.repeat(10 - filled)}`;
}

function answers({ answered, right }: Progress): string {
  if (answered === 0) return 'No question answered yet.';
  if (answered === 1) return right === 1 ? '1 question answered, and right.' : '1 question answered, not right yet.';
  return `${answered} questions answered, ${right} of them right.`;
}

function currentBlocks({ assignment, title, state }: CurrentLesson): Block[] {
  const name = `*${escapeMrkdwn(title)}*`;
  const again = actions(button(slackActions.again, 'Send it again', { value: assignment }));
  switch (state) {
    case 'on-its-way':
      return [section(`${name} is on its way to you.`)];
    case 'waiting':
      return [section(`${name} is waiting for you in the Messages tab.`)];
    case 'answered':
      return [section(`The latest one was ${name}. You can read it again in the Messages tab.`)];
    case 'unknown':
      return [
        section(`We don't know whether this lesson reached you: ${name}. Is it missing in the Messages tab?`),
        again,
      ];
    case 'failed':
      return [section(`This lesson could not be delivered: ${name}.`), again];
  }
}

function choosing(mode: SelectionMode, privacyMail: string): Block[] {
  const adaptive = mode === 'adaptive';
  return [
    section(
      adaptive
        ? '*How your lessons are chosen*\nBy your answers and ratings: what you missed comes back, and what is too easy or too hard makes room. Each lesson has a button that explains its choice.'
        : '*How your lessons are chosen*\nIn an order that is the same for everyone. Your answers and ratings are not looked at. It is the same lessons, and nothing is held back from you.',
    ),
    actions(
      adaptive
        ? button(slackActions.mode, 'Choose without my answers', { value: 'same-for-all' })
        : button(slackActions.mode, 'Choose with my answers', { value: 'adaptive' }),
    ),
    context(`Lessons are chosen automatically. To have a person review a choice, write to ${mailLink(privacyMail)}.`),
  ];
}
