import { type RandomSource, seededRandom } from '@crescendo/slack-simulator';
import { type Activity, juniperActivity, northwindActivity } from './activity.ts';
import { comments, type Rating } from './comments.ts';
import { deckOf, shuffled } from './deck.ts';

const SEED = 20_260_102;

/** What a person does with a lesson. Without an answer the lesson stays open, without rating or comment. */
export type LessonPlan = { answer?: 'right' | 'wrong'; rating?: Rating; comment?: string };

export type PersonPlan = {
  userId: string;
  /** In the order they come. A person without lessons opens Home and does not press Start. */
  lessons: LessonPlan[];
  /** After the first lesson, has lessons chosen without regard to their answers. */
  withoutAnswers: boolean;
  /** Presses Stop at the end. */
  stops: boolean;
};

const answers = spread({ right: 7, wrong: 3 });
const opinions = {
  right: spread({ helpful: 3, 'too-easy': 2, 'not-helpful': 1, none: 4 }),
  wrong: spread({ 'too-hard': 2, helpful: 1, none: 1 }),
};

/**
 * The plans of the demo's people, chosen from these ids: always the same for the same ids.
 *
 * @throws when there are too few people
 */
export function planDemo(members: { northwind: readonly string[]; juniper: readonly string[] }) {
  const random = seededRandom(SEED);
  return {
    northwind: planWorkspace(members.northwind, northwindActivity, random),
    juniper: planWorkspace(members.juniper, juniperActivity, random),
  };
}

function planWorkspace(members: readonly string[], activity: Activity, random: RandomSource): PersonPlan[] {
  const { lessons, lookAround, waiting, stop, withoutAnswers } = activity;
  const [learning, looking] = [lessons.length, lookAround];
  if (members.length < learning + looking)
    throw new Error(`The demo needs ${learning + looking} people of a workspace`);
  const people = shuffled(members, random).slice(0, learning + looking);

  const plans = people.map((userId, place) => planPerson(userId, lessons[place] ?? 0));
  const learners = shuffled(plans.slice(0, learning), random);
  const [leaving, others] = [learners.slice(0, waiting), learners.slice(waiting)];
  // The person with most lessons does not stop, because people look at them in the demo.
  const seasoned = others.filter((plan) => plan.lessons.length > 1 && plan.lessons.length < Math.max(...lessons));
  for (const plan of seasoned.slice(0, stop)) plan.stops = true;
  for (const plan of seasoned.slice(stop, stop + withoutAnswers)) plan.withoutAnswers = true;

  const unanswered = new Set(leaving.map((plan) => plan.lessons.at(-1)));
  giveAnswers(
    plans.flatMap((plan) => plan.lessons).filter((lesson) => !unanswered.has(lesson)),
    random,
  );
  giveComments(plans, activity.comment);
  return plans;
}

function planPerson(userId: string, lessons: number): PersonPlan {
  return { userId, lessons: Array.from({ length: lessons }, () => ({})), withoutAnswers: false, stops: false };
}

function giveAnswers(lessons: readonly LessonPlan[], random: RandomSource): void {
  const answer = deckOf(answers, random);
  const opinion = { right: deckOf(opinions.right, random), wrong: deckOf(opinions.wrong, random) };
  for (const lesson of lessons) {
    lesson.answer = answer.next().value;
    const rating = opinion[lesson.answer].next().value;
    if (rating !== 'none') lesson.rating = rating;
  }
}

/** Gives each comment to the first lesson with its rating whose learner has no comment yet. */
function giveComments(plans: readonly PersonPlan[], most: number): void {
  const silent = new Set(plans);
  for (const { rating, text } of comments.slice(0, most)) {
    for (const plan of silent) {
      const lesson = plan.lessons.find((each) => each.rating === rating);
      if (!lesson) continue;
      lesson.comment = text;
      silent.delete(plan);
      break;
    }
  }
}

/** A list with each name as often as its number says. */
function spread<Name extends string>(counts: Record<Name, number>): Name[] {
  return Object.keys(counts).flatMap((name) => Array<Name>(counts[name as Name]).fill(name as Name));
}
