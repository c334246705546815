import { commentForm, slackActions } from '@crescendo/contracts';
import { elementsOf, type Message, type Outcome, type PersonClient, type Surface } from '@crescendo/slack-simulator';

const SEEN_WITHIN_MS = 120_000;

const actionsOf = (shown: Pick<Message, 'blocks'> | undefined) => elementsOf(shown?.blocks ?? []);
const offers = (shown: Pick<Message, 'blocks'> | undefined, action: string) =>
  actionsOf(shown).some(({ actionId }) => actionId.startsWith(action));

/** A copy of a lesson among a person's messages. */
export type LessonCopy = { ts: string; assignment: string; answered: boolean; ratable: boolean };

/** The lessons that a person sees, including copies, oldest first. */
export function lessonsIn({ messages }: Surface): LessonCopy[] {
  return messages.flatMap((message) => {
    const why = actionsOf(message).find(({ actionId }) => actionId === slackActions.why)?.element;
    if (why?.type !== 'button' || why.value === undefined) return [];
    const answered = !offers(message, `${slackActions.answer}.`);
    const ratable = offers(message, `${slackActions.rate}.`);
    return [{ ts: message.ts, assignment: why.value, answered, ratable }];
  });
}

/** The texts and buttons of a person's Home. */
export const homeSays = ({ home }: Surface): string => JSON.stringify(home?.blocks ?? []);

/** A person who carries on whatever is wrong with the system: their acts do not wait for results. */
export class Resident {
  readonly id: string;
  readonly slack: PersonClient;
  /** Lessons whose answer was accepted. */
  readonly #answered = new Set<string>();
  #asked = 0;

  constructor(id: string, slack: PersonClient) {
    this.id = id;
    this.slack = slack;
  }

  /** Opens Home, presses Start, and waits for the first lesson. */
  async start(): Promise<void> {
    await this.slack.openHome();
    await this.until('Start in Home', (seen) => homeSays(seen).includes(slackActions.start));
    await this.slack.click({ on: 'home', actionId: slackActions.start });
    await this.until('the first lesson', (seen) => lessonsIn(seen).length > 0);
    await this.until('One more now in Home', (seen) => homeSays(seen).includes(slackActions.more));
  }

  openHome = () => this.slack.openHome();
  /** Asks for a lesson now, in turn by the button in Home and by a command. */
  ask = (): Promise<Outcome> => (this.#asked++ % 2 === 0 ? this.pressOrType('more') : this.askByCommand());
  askByClick = (): Promise<Outcome> => this.slack.click({ on: 'home', actionId: slackActions.more });
  askAgain = (): Promise<Outcome> => this.slack.click({ on: 'home', actionId: slackActions.again });
  askByCommand = (): Promise<Outcome> => this.slack.say('/crescendo lesson');

  /** Presses the button in Home, or types the equivalent command if Home does not have it at the moment. */
  async pressOrType(act: 'start' | 'stop' | 'more'): Promise<Outcome> {
    const { home } = await this.slack.surface();
    if (offers(home, slackActions[act])) return await this.slack.click({ on: 'home', actionId: slackActions[act] });
    return await this.slack.say(`/crescendo ${act === 'more' ? 'lesson' : act}`);
  }

  lessons = async (): Promise<LessonCopy[]> => lessonsIn(await this.slack.surface());

  /** Answers the oldest unanswered lesson; undefined if there is none. */
  answer = async (): Promise<Outcome | undefined> => {
    const open = (await this.lessons()).find(
      ({ assignment, answered }) => !answered && !this.#answered.has(assignment),
    );
    if (!open) return undefined;
    const outcome = await this.slack.click({
      on: 'message',
      messageTs: open.ts,
      actionId: `${slackActions.answer}.0`,
    });
    if (outcome.ok) this.#answered.add(open.assignment);
    return outcome;
  };

  /** Rates the newest ratable lesson as helpful; undefined if there is none. */
  rate = async (): Promise<Outcome | undefined> => {
    const ratable = (await this.lessons()).findLast((lesson) => lesson.ratable);
    if (!ratable) return undefined;
    return await this.slack.click({
      on: 'message',
      messageTs: ratable.ts,
      actionId: `${slackActions.rate}.helpful`,
    });
  };

  /** Resolves when they are learning, and have one lesson to rate and one to answer. */
  async getReady(): Promise<void> {
    const surface = await this.slack.surface();
    if (!homeSays(surface).includes(slackActions.stop)) await this.slack.say('/crescendo start');
    await this.until('Stop in Home', (seen) => homeSays(seen).includes(slackActions.stop));
    await this.#have('ratable');
    await this.#have('open');
  }

  async #have(wanted: 'ratable' | 'open'): Promise<void> {
    const has = (seen: Surface) =>
      lessonsIn(seen).some((lesson) => (wanted === 'ratable' ? lesson.ratable : !lesson.answered));
    if (has(await this.slack.surface())) return;
    if (wanted === 'open') await this.askByCommand();
    else {
      await this.#have('open');
      await this.answer();
    }
    await this.until(`a lesson that is ${wanted}`, has);
  }

  /** Answers the first lesson and opens the form for a comment on it; resolves when it can be filled in. */
  async openCommentForm(): Promise<void> {
    await this.answer();
    await this.until('the explanation', (seen) => lessonsIn(seen).some(({ answered }) => answered));
    await this.slack.click({ on: 'message', actionId: slackActions.comment });
    await this.until('the form', ({ modals }) => modals.at(-1)?.callbackId === commentForm.callbackId);
  }

  until(what: string, wanted: (surface: Surface) => boolean): Promise<Surface> {
    return this.slack.until(`${what} (${this.id})`, wanted, SEEN_WITHIN_MS);
  }
}
