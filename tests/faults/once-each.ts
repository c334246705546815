import { vi } from 'vitest';
import { type Deed, deedsIn } from './deeds.ts';
import { type Effects, effectsIn, type GivenLesson } from './effects.ts';
import type { OwnSystem } from './own-system.ts';
import type { Population } from './population.ts';
import { lessonsIn, type Resident } from './resident.ts';

const HEALED_WITHIN_MS = 60_000;

/** How often something has to have happened: an act without an answer may or may not have got through. */
type Bounds = { least: number; most: number };

function boundsOf(deeds: readonly Deed[], event: string): Bounds {
  const these = deeds.filter((deed) => deed.event === event);
  return { least: these.filter(({ acknowledged }) => acknowledged).length, most: these.length };
}

function wrong(what: string, found: number, { least, most }: Bounds): string[] {
  return found < least || found > most
    ? [`${what}: ${found}, not ${least === most ? least : `${least} to ${most}`}`]
    : [];
}

/** An answer that was not taken may be given once more: of a lesson one counts. */
function answersIn(deeds: readonly Deed[]): Bounds {
  const answered = deeds.filter(({ event }) => event === 'answer-given');
  const lessonsOf = (some: readonly Deed[]) => new Set(some.map(({ lesson }) => lesson)).size;
  return { least: lessonsOf(answered.filter(({ acknowledged }) => acknowledged)), most: lessonsOf(answered) };
}

const countOf = (events: Effects['events'], type: string) => events.filter((event) => event.type === type).length;
const exactly = (count: number): Bounds => ({ least: count, most: count });

/** Whose lesson it is that a person sees is who they are to us. */
function userOf(seen: readonly { assignment: string }[], lessons: readonly GivenLesson[]): string | undefined {
  return lessons.find(({ _id }) => _id === seen[0]?.assignment)?.user;
}

/** What is wrong with one person's record: everything acknowledged took effect once, and shows once. */
async function wrongWith(resident: Resident, deeds: readonly Deed[], effects: Effects): Promise<string[]> {
  const surface = await resident.slack.surface();
  const seen = lessonsIn(surface);
  const user = userOf(seen, effects.lessons);
  const events = effects.events.filter((event) => event.user === user);
  const lessons = effects.lessons.filter((lesson) => lesson.user === user);
  const copies = (lesson: GivenLesson) => seen.filter(({ assignment }) => assignment === lesson._id);
  const acts = ['learning-started', 'lesson-requested', 'answer-given', 'feedback-given', 'home-changed'];
  return [
    ...acts.flatMap((type) => wrong(`${type} events`, countOf(events, type), boundsOf(deeds, type))),
    ...wrong('lessons', lessons.length, exactly(countOf(events, 'lesson-requested') + 1)),
    ...wrong('answers', lessons.filter(({ answer }) => answer).length, answersIn(deeds)),
    ...wrong('welcomes', surface.messages.filter(({ text }) => text.startsWith('Welcome')).length, exactly(1)),
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
}

async function allWrong(system: OwnSystem, { team, learners, size }: Population, effects: Effects): Promise<string[]> {
  const deeds = await deedsIn(system.client, team);
  const whoMoved = boundsOf(deeds, 'user-synced');
  const synced = { least: size + whoMoved.least, most: size + whoMoved.most };
  const each = await Promise.all(
    learners.map((resident) =>
      wrongWith(
        resident,
        deeds.filter(({ person }) => person === resident.id),
        effects,
      ),
    ),
  );
  return [
    ...effects.underWay.map((place) => `under way: ${place}`),
    ...effects.deadLetters.map((letter) => `dead letter: ${letter}`),
    ...wrong('user-synced events', countOf(effects.events, 'user-synced'), synced),
    ...each.flat(),
  ];
}

/**
 * Resolves once all has come to rest and every click, command, answer and event of the population that was answered 2xx
 * took effect exactly once: one event, one lesson per request, one answer per lesson, one message per lesson. For a system
 * with no other workspace.
 */
export async function onceEach(system: OwnSystem, population: Population): Promise<void> {
  let before = 'never at rest';
  await vi.waitFor(
    async () => {
      const effects = await effectsIn(system);
      const found = await allWrong(system, population, effects);
      const now = JSON.stringify([found, effects.events.length]);
      const still = now === before;
      before = now;
      if (found.length > 0 || !still) throw new Error(`not every act took effect once:\n${found.join('\n')}`);
    },
    { timeout: HEALED_WITHIN_MS, interval: 300 },
  );
}
