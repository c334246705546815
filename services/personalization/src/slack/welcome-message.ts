import { slackActions } from '@crescendo/contracts';
import { actions, button, header, type Message, section } from './blocks.ts';
import { slackDate } from './dates.ts';

type Coming = { nextLessonAt: Date; now: Date };

const isSoon = ({ nextLessonAt, now }: Coming) => nextLessonAt.getTime() - now.getTime() < 10 * 60_000;

/** The first message to someone who starts again, who knows the rest. */
export function welcomeBackMessage(coming: Coming): Message {
  const soon = isSoon(coming);
  const next = soon
    ? 'Your next lesson follows in a moment.'
    : `Your next lesson comes ${slackDate(coming.nextLessonAt)}.`;
  const what = `You continue where you left off. ${next}`;
  return { text: `Welcome back. ${what}`, blocks: [section(`*Welcome back.* ${what}`), whatNow(soon)] };
}

const whatNow = (soon: boolean) =>
  actions(button(slackActions.more, soon ? 'One more now' : 'A lesson now'), button(slackActions.stop, 'Stop'));

/** The first message after Start: what comes when, and how to change it. */
export function welcomeMessage(coming: Coming): Message {
  const soon = isSoon(coming);
  const first = soon
    ? 'Your first lesson follows in a moment.'
    : `Your first lesson comes ${slackDate(coming.nextLessonAt)}.`;
  const what = [
    `${first} After that you get up to three a week, on workdays and in your daytime. Each takes two to four minutes and ends with a question.`,
    'Nothing is graded, and nobody at your workplace sees what you answer or whether you take part.',
    'You can ask for another lesson whenever you like, and stop at any time. Both are here and in the Home tab.',
  ].join('\n\n');
  return {
    text: `Welcome to Crescendo.\n\n${what}`,
    blocks: [header('Welcome to Crescendo'), section(what), whatNow(soon)],
  };
}
