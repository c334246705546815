import { type Deed, deedsIn, notTaken } from './deeds.ts';
import { type Effects, effectsIn, type GivenLesson } from './effects.ts';
import { eventually } from './eventually.ts';
import type { OwnSystem } from './own-system.ts';
import { lessonsIn, type Resident } from './resident.ts';
import { inOrder, whatComesOf } from './what-comes-of.ts';

const HEALED_WITHIN_MS = 180_000;

/** The people of a workspace; all that its residents do is known. */
export type Watched = {
  team: string;
  learners: readonly Resident[];
  /** People in the workspace who count as persons, from its beginning. */
  size: number;
};

/** How often something must have happened: an act without an answer may or may not have arrived. */
type Bounds = { least: number; most: number };

const acts = [
  'learning-started',
  'learning-stopped',
  'lesson-requested',
  'answer-given',
  'feedback-given',
  'home-changed',
];

const taken = (deeds: readonly Deed[]) => deeds.filter((deed) => deed.taken !== undefined);

/**
 * Whether this request for a lesson is like the person's last accepted act: within a minute that is a repetition,
 * without its own effect.
 */
function mayRepeat(deed: Deed, deeds: readonly Deed[]): boolean {
  if (deed.event !== 'lesson-requested') return false;
  const place = ({ taken: at }: Deed) => at ?? -1;
  const before = taken(deeds)
    .filter((other) => other.event !== 'home-changed' && place(other) < place(deed))
    .toSorted((one, other) => place(one) - place(other))
    .at(-1);
  return before?.event === deed.event && before.path === deed.path;
}

function boundsOf(deeds: readonly Deed[], event: string): Bounds {
  const these = deeds.filter((deed) => deed.event === event);
  return { least: taken(these).filter((deed) => !mayRepeat(deed, deeds)).length, most: these.length };
}

function wrong(what: string, found: number, { least, most }: Bounds): string[] {
  return found < least || found > most
    ? [`${what}: ${found}, not ${least === most ? least : `${least} to ${most}`}`]
    : [];
}

/** Two of the same about one lesson count once. */
function lessonsOf(deeds: readonly Deed[], event: string): Bounds {
  const these = deeds.filter((deed) => deed.event === event);
  const count = (some: readonly Deed[]) => new Set(some.map(({ lesson }) => lesson)).size;
  return { least: count(taken(these)), most: count(these) };
}

const countOf = (events: Effects['events'], type: string) => events.filter((event) => event.type === type).length;
const exactly = (count: number): Bounds => ({ least: count, most: count });

/** Our id of a person: the owner of the lesson that they see. */
function userOf(seen: readonly { assignment: string }[], lessons: readonly GivenLesson[]): string | undefined {
  return lessons.find(({ _id }) => _id === seen[0]?.assignment)?.user;
}

/** A person's acts that were accepted at their first delivery, in the order of acceptance. */
function actsTaken(deeds: readonly Deed[]): string[] {
  const atFirst = taken(deeds).filter((deed) => deed.answers.length === 1 && !mayRepeat(deed, deeds));
  const inTurn = atFirst.toSorted((one, other) => (one.taken ?? 0) - (other.taken ?? 0));
  return inTurn.map(({ event }) => event).filter((event) => acts.includes(event));
}

/** The errors in one person's record: everything accepted must take effect once, in order, and show once. */
async function wrongWith(resident: Resident, deeds: readonly Deed[], effects: Effects) {
  const surface = await resident.slack.surface();
  const seen = lessonsIn(surface);
  const user = userOf(seen, effects.lessons);
  const events = effects.events.filter((event) => event.user === user);
  const told = events.map(({ type }) => type).filter((type) => acts.includes(type));
  const come = whatComesOf(told);
  const lessons = effects.lessons.filter((lesson) => lesson.user === user);
  const copies = (lesson: GivenLesson) => seen.filter(({ assignment }) => assignment === lesson._id);
  const messages = surface.messages.filter(({ author, ephemeral }) => author === 'app' && !ephemeral);
  const shown = (beginning: string) => messages.filter(({ text }) => text.startsWith(beginning)).length;
  const found = [
    ...acts.flatMap((type) => wrong(`${type} events`, countOf(events, type), boundsOf(deeds, type))),
    ...(inOrder(actsTaken(deeds), told) ? [] : [`another order: ${told.join(' ')}`]),
    ...(effects.learning.get(user ?? '') === come.learning ? [] : [`learning is not ${come.learning}`]),
    ...wrong('lessons', lessons.length, exactly(come.lessons)),
    ...wrong('answers', lessons.filter(({ answer }) => answer).length, lessonsOf(deeds, 'answer-given')),
    ...wrong(
      'lessons with feedback',
      lessons.filter(({ rating, comment }) => rating || comment).length,
      lessonsOf(deeds, 'feedback-given'),
    ),
    ...wrong('welcomes', shown('Welcome'), exactly(come.welcomes)),
    ...wrong('farewells', shown('You have stopped'), exactly(come.farewells)),
    ...lessons.flatMap((lesson) =>
      wrong(`copies of a lesson (${lesson.delivery})`, copies(lesson).length, {
        least: lesson.delivery === 'sent' ? 1 : 0,
        most: 1,
      }),
    ),
    ...lessons.flatMap((lesson) =>
      copies(lesson).some(({ answered }) => answered !== (lesson.answer !== undefined))
        ? ['a message that does not show whether it was answered']
        : [],
    ),
  ].map((sentence) => `${resident.id}: ${sentence}`);
  return { found, tenant: events[0]?.tenant };
}

async function allWrong(watched: Watched, deeds: readonly Deed[], effects: Effects): Promise<string[]> {
  const each = await Promise.all(
    watched.learners.map((resident) =>
      wrongWith(
        resident,
        deeds.filter(({ person }) => person === resident.id),
        effects,
      ),
    ),
  );
  const tenant = each[0]?.tenant;
  const events = effects.events.filter((event) => event.tenant === tenant);
  const whoMoved = boundsOf(deeds, 'user-synced');
  const synced = { least: watched.size + whoMoved.least, most: watched.size + whoMoved.most };
  return [
    ...effects.deadLetters.map((letter) => `dead letter: ${letter}`),
    ...wrong('user-synced events', countOf(events, 'user-synced'), synced),
    ...each.flatMap(({ found }) => found),
  ];
}

/**
 * Resolves once the system is at rest and every click, command, answer and event of these people that was answered 2xx
 * has taken effect exactly once and in order: one event, one lesson per request, one answer per lesson, one message per
 * lesson. With `allTaken`, it also waits until Slack's retries have delivered all its events.
 */
export async function onceEach(
  system: OwnSystem,
  watched: Watched,
  { timeoutMs = HEALED_WITHIN_MS, allTaken = false } = {},
): Promise<void> {
  let before = 'never at rest';
  const check = async () => {
    const effects = await effectsIn(system);
    const { underWay } = effects;
    // While work is in progress, something missing proves nothing.
    const deeds = underWay.length === 0 ? await deedsIn(system.client, watched.team) : [];
    const waiting = allTaken ? notTaken(deeds).filter(({ kind, event }) => kind !== event) : [];
    const found =
      underWay.length > 0
        ? underWay.map((place) => `under way: ${place}`)
        : [
            ...waiting.map(({ kind }) => `Slack still has to deliver: ${kind}`),
            ...(await allWrong(watched, deeds, effects)),
          ];
    const now = JSON.stringify([found, effects.events.length]);
    const still = now === before;
    before = now;
    if (found.length > 0 || !still) throw new Error(`not every act took effect once:\n${found.join('\n')}`);
  };
  await eventually(check, { timeoutMs, everyMs: 300 });
}
