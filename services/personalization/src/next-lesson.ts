import type { selectionModes } from '@crescendo/contracts';
import type { Catalogue } from './catalogue.ts';
import { type Answer, type Had, inOrder, type PastAssignment, type Rating } from './history.ts';
import type { Lesson } from './lesson.ts';
import { type Level, levelAfter } from './level.ts';
import { type Reason, reasons } from './reasons.ts';
import { comesBack, dueRepeat, nextRepeat } from './repetition.ts';

export type SelectionMode = (typeof selectionModes)[number];

/** Everything that a choice was based on. On the path that is the same for everyone: only which lessons were sent. */
export type DecisionInputs =
  | {
      mode: 'adaptive';
      level: number;
      history: { lesson: string; topic: string; level: number; answer: Answer | 'none'; rating?: Rating }[];
    }
  | { mode: 'same-for-all'; sent: string[] };

/**
 * An automatic decision as stored, so that we can explain it and a person can object or ask for a review (GDPR Art.
 * 22).
 */
export interface Decision {
  /** Null when there is nothing left to learn. */
  lesson: Lesson | null;
  reasons: Reason[];
  inputs: DecisionInputs;
  policy: 'rules-1';
}

type Choice = Pick<Decision, 'lesson' | 'reasons'>;

/**
 * Chooses a person's next lesson from what they have had. The same history always leads to the same choice.
 *
 * - `adaptive`: after a miss, another lesson on that topic, no harder; the missed one again after a pause; otherwise
 *   the lesson nearest to the person's level, on a topic they have had less often and that is not put back.
 * - `same-for-all`: the curriculum's order. Answers and ratings are neither read nor recorded.
 */
export function chooseNextLesson({
  catalogue,
  history,
  mode,
}: {
  catalogue: Catalogue;
  history: readonly PastAssignment[];
  mode: SelectionMode;
}): Decision {
  const past = inOrder(history, catalogue);
  if (mode === 'same-for-all') {
    const sent = [...new Set(past.map(({ lesson }) => lesson.id))];
    return { ...inFixedOrder(catalogue, sent), inputs: { mode, sent }, policy: 'rules-1' };
  }
  const level = levelAfter(past);
  const inputs: DecisionInputs = {
    mode,
    level: level.level,
    history: past.map(({ lesson, answer, rating }) => ({
      lesson: lesson.id,
      topic: lesson.topic,
      level: lesson.level,
      answer: answer ?? 'none',
      ...(rating && { rating }),
    })),
  };
  return { ...adapted(catalogue, past, level), inputs, policy: 'rules-1' };
}

function inFixedOrder({ lessons }: Catalogue, sent: readonly string[]): Choice {
  const place = lessons.findIndex(({ id }) => !sent.includes(id));
  const lesson = lessons[place];
  if (!lesson) return { lesson: null, reasons: [reasons.allDone()] };
  return { lesson, reasons: [reasons.fixedOrder(place + 1, lessons.length)] };
}

function adapted(catalogue: Catalogue, past: readonly Had[], level: Level): Choice {
  const sent = new Set(past.map(({ lesson }) => lesson.id));
  const open = catalogue.lessons.filter(
    ({ id, requires }) => !sent.has(id) && requires.every((each) => sent.has(each)),
  );
  const last = past.at(-1);

  const another = last && anotherLook(open, last);
  if (another) return { lesson: another, reasons: [reasons.sameTopicAgain(last.lesson)] };

  const repeat = dueRepeat(past) ?? (open.length === 0 ? nextRepeat(past) : undefined);
  if (repeat) return { lesson: repeat, reasons: [reasons.missedBefore()] };

  const lesson = open.toSorted((a, b) => distance(a, past, level.level) - distance(b, past, level.level))[0];
  if (!lesson) return { lesson: null, reasons: [reasons.allDone()] };
  return { lesson, reasons: whyFresh({ catalogue, past, level, lesson }) };
}

/** After a miss: the same topic, as close as possible to the missed lesson's level and never above it. */
function anotherLook(open: readonly Lesson[], { lesson: missed, answer, rating }: Had): Lesson | undefined {
  if (answer !== 'wrong' || rating === 'not-helpful') return;
  const most = rating === 'too-hard' ? missed.level - 1 : missed.level;
  return open
    .filter(({ topic, level }) => topic === missed.topic && level <= most)
    .toSorted((a, b) => b.level - a.level)[0];
}

/** How far a lesson is from the ideal next one. The weights set the priorities: see the tests. */
function distance(lesson: Lesson, past: readonly Had[], level: number): number {
  const onTopic = past.filter((had) => had.lesson.topic === lesson.topic);
  const harder = Math.max(0, lesson.level - level);
  const easier = Math.max(0, level - lesson.level);
  const putBack = onTopic.filter(({ rating }) => rating === 'not-helpful').length;
  const liked = onTopic.some(({ rating }) => rating === 'helpful') ? 1 : 0;
  const justHad = past.at(-1)?.lesson.topic === lesson.topic ? 1 : 0;
  return 15 * harder + 10 * easier + 12 * putBack + 8 * justHad + 2 * onTopic.length - liked;
}

function whyFresh(choice: { catalogue: Catalogue; past: readonly Had[]; level: Level; lesson: Lesson }): Reason[] {
  const { catalogue, past, level, lesson } = choice;
  const last = past.at(-1);
  if (!last) return [reasons.firstLesson()];
  const found: Reason[] = [];
  if (comesBack(past, last.lesson)) found.push(reasons.missedComesBack(last.lesson));
  if (lesson.level !== level.level) found.push(reasons.nearestLeft());
  else found.push(level.moved ? reasons.levelMoved(level.moved) : reasons.levelFits(lesson.level));
  if (last.rating === 'not-helpful' && lesson.topic !== last.lesson.topic) {
    found.push(reasons.topicPutBack(last.lesson, catalogue.topicTitle(last.lesson.topic)));
  } else if (lesson.topic !== last.lesson.topic) {
    found.push(reasons.otherTopic(catalogue.topicTitle(last.lesson.topic)));
  }
  const liked = past.findLast((had) => had.lesson.topic === lesson.topic && had.rating === 'helpful');
  if (liked) found.push(reasons.topicLiked(liked.lesson));
  return [...found, ...builds(lesson, catalogue)];
}

function builds({ requires }: Lesson, catalogue: Catalogue): Reason[] {
  const earlier = requires.map((id) => catalogue.find(id)).filter((each) => each !== undefined);
  return earlier.length > 0 ? [reasons.buildsOn(earlier)] : [];
}
