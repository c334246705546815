import { join } from 'node:path';
import { commentForm, type ratings, type selectionModes, slackActions } from '@crescendo/contracts';
import { elementsOf, type Message, type PersonClient, type Surface, type View } from '@crescendo/slack-simulator';
import { loadCatalogue } from '../../services/personalization/src/catalogue.ts';
import type { Lesson } from '../../services/personalization/src/lesson.ts';

/** A lesson as a person sees it: its message, its assignment and its content. */
export type SeenLesson = { ts: string; assignment: string; lesson: Lesson };

type Rating = (typeof ratings)[number];
type Mode = (typeof selectionModes)[number];

/** All lessons, in the order that is the same for everyone. */
export const catalogue = await loadCatalogue(join(import.meta.dirname, '../../services/personalization/content'));
const SEEN_WITHIN_MS = 120_000;

/** The text of the blocks of a message or a view, to search for words. */
export const wordsOf = (shown: Pick<Message | View, 'blocks'> | undefined): string =>
  JSON.stringify(shown?.blocks ?? []);

const pressable = (shown: Pick<Message | View, 'blocks'> | undefined, action: string) =>
  elementsOf(shown?.blocks ?? []).find(({ actionId }) => actionId === action);

/** Lessons among the messages, the newest last. */
function lessonsIn({ messages }: Surface): SeenLesson[] {
  return messages.flatMap((message) => {
    const why = pressable(message, slackActions.why)?.element;
    const title = message.blocks?.find((block) => block.type === 'header')?.text.text;
    const lesson = catalogue.lessons.find((each) => each.title === title);
    if (why?.type !== 'button' || why.value === undefined || !lesson) return [];
    return [{ ts: message.ts, assignment: why.value, lesson }];
  });
}

/** A lesson's copies among the messages: several if it was sent several times. */
export const copiesOf = (seen: Surface, { assignment }: SeenLesson): SeenLesson[] =>
  lessonsIn(seen).filter((copy) => copy.assignment === assignment);

/** A learner in Slack. Every act resolves when its result is visible. */
export class Learner {
  readonly slack: PersonClient;

  constructor(slack: PersonClient) {
    this.slack = slack;
  }

  /** Opens Home and presses Start. Resolves to the first lesson. */
  async start(): Promise<SeenLesson> {
    await this.slack.openHome();
    await this.until('Start in Home', ({ home }) => pressable(home, slackActions.start) !== undefined);
    await this.#press({ on: 'home', actionId: slackActions.start });
    return this.#nextLesson(0);
  }

  /** Asks for the next lesson in Home. */
  async more(): Promise<SeenLesson> {
    const before = lessonsIn(await this.slack.surface()).length;
    await this.until('One more now in Home', ({ home }) => pressable(home, slackActions.more) !== undefined);
    await this.#press({ on: 'home', actionId: slackActions.more });
    return this.#nextLesson(before);
  }

  async answer({ ts, lesson: { question } }: SeenLesson, how: 'right' | 'wrong'): Promise<number> {
    const option = how === 'right' ? question.correct : (question.correct + 1) % question.options.length;
    await this.#press({ on: 'message', messageTs: ts, actionId: `${slackActions.answer}.${option}` });
    await this.#untilMessage(ts, 'the explanation', how === 'right' ? "That's right" : 'Not quite');
    return option;
  }

  async rate({ ts }: SeenLesson, rating: Rating): Promise<void> {
    await this.#press({ on: 'message', messageTs: ts, actionId: `${slackActions.rate}.${rating}` });
    await this.#untilMessage(ts, 'the rating', 'You said: ');
  }

  async comment({ ts }: SeenLesson, text: string): Promise<void> {
    await this.#press({ on: 'message', messageTs: ts, actionId: slackActions.comment });
    await this.until('the comment form', ({ modals }) => modals.at(-1)?.callbackId === commentForm.callbackId);
    const outcome = await this.slack.submit({ [commentForm.input]: text });
    if (!outcome.ok) throw new Error(`the comment was not taken: ${outcome.warning}`);
    await this.#untilMessage(ts, 'thanks for the comment', 'Your comment has arrived');
  }

  /** Presses “Why this lesson?”. Resolves to the modal with the explanation, and leaves it open. */
  async openWhy({ ts }: SeenLesson): Promise<View> {
    await this.#press({ on: 'message', messageTs: ts, actionId: slackActions.why });
    const { modals } = await this.until(
      'the explanation',
      (seen) => seen.modals.at(-1)?.title?.text.includes('Why') === true,
    );
    const view = modals.at(-1);
    if (!view) throw new Error('the window is gone');
    return view;
  }

  /** The text of “Why this lesson?”. */
  async why(lesson: SeenLesson): Promise<string> {
    const view = await this.openWhy(lesson);
    await this.slack.closeModal();
    return wordsOf(view);
  }

  /** Chooses, with the button in `on`, whether answers may be used; resolves when Home shows it. */
  async choose(mode: Mode, on: 'modal' | 'home'): Promise<void> {
    await this.#press({ on, actionId: slackActions.mode, value: mode });
    const other: Mode = mode === 'adaptive' ? 'same-for-all' : 'adaptive';
    await this.until('Home to tell how lessons are chosen', ({ home }) => {
      const offer = pressable(home, slackActions.mode)?.element;
      return offer?.type === 'button' && offer.value === other;
    });
  }

  async stop(): Promise<void> {
    await this.#press({ on: 'home', actionId: slackActions.stop });
    await this.until('Start again in Home', ({ home }) => pressable(home, slackActions.start) !== undefined);
  }

  /** Types a command; resolves when its answer is visible. */
  async type(command: string): Promise<void> {
    const before = (await this.slack.surface()).messages.length;
    await this.slack.say(command);
    await this.until('an answer to the command', ({ messages }) => messages.length > before);
  }

  async #press(act: Parameters<PersonClient['click']>[0]): Promise<void> {
    const outcome = await this.slack.click(act);
    if (!outcome.ok) throw new Error(`${act.actionId} was not taken: ${outcome.status} ${outcome.warning}`);
  }

  async #nextLesson(before: number): Promise<SeenLesson> {
    const lesson = lessonsIn(await this.until('a lesson', (seen) => lessonsIn(seen).length > before)).at(-1);
    if (!lesson) throw new Error('the lesson is gone');
    return lesson;
  }

  #untilMessage(ts: string, what: string, words: string): Promise<Surface> {
    const shows = ({ messages }: Surface) => wordsOf(messages.find((message) => message.ts === ts)).includes(words);
    return this.until(what, shows);
  }

  /** Waits until they see what the caller wants. Rejects after two minutes, with `what` in its message. */
  until(what: string, wanted: (surface: Surface) => boolean): Promise<Surface> {
    return this.slack.until(what, wanted, SEEN_WITHIN_MS);
  }
}
