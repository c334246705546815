import type { EventOf } from '@crescendo/chassis';
import {
  answerGiven,
  feedbackGiven,
  learningStarted,
  learningStopped,
  lessonRequested,
  type ParticipationAct,
} from '@crescendo/contracts';
import { type IsoWeek, isoWeekOf } from './iso-week.ts';

/** The events that count as taking part. */
export const participationTypes = [
  learningStarted,
  learningStopped,
  lessonRequested,
  answerGiven,
  feedbackGiven,
] as const;

export type ParticipationEvent = EventOf<(typeof participationTypes)[number]>;

/** How many acts of each kind people did. Nothing in it says who acted, or how many people did. */
export type Participation = Record<ParticipationAct, number>;

/** What the people of one workspace did in one week. */
export type WeeklyParticipation = { tenant: string; week: IsoWeek; acts: Participation };

/** A value for each kind of act. */
export const byAct = <T>(of: (act: ParticipationAct) => T): Record<ParticipationAct, T> => ({
  starts: of('starts'),
  stops: of('stops'),
  lessonsRequested: of('lessonsRequested'),
  answers: of('answers'),
  ratings: of('ratings'),
  comments: of('comments'),
});

const nothing: Participation = byAct(() => 0);

/**
 * What events add to each workspace's weeks, by the time of each act. It is a sum, so neither the order of events nor
 * the size of chunks matters. It reads no sealed value, only whether there is one.
 */
export function participationIn(events: readonly ParticipationEvent[]): WeeklyParticipation[] {
  const weeks = new Map<string, WeeklyParticipation>();
  for (const event of events) {
    const { tenant } = event;
    const week = isoWeekOf(event.time);
    const key = `${tenant} ${week.name}`;
    const { acts } = weeks.get(key) ?? { acts: nothing };
    weeks.set(key, { tenant, week, acts: withAct(acts, event) });
  }
  return [...weeks.values()];
}

function withAct(acts: Participation, event: ParticipationEvent): Participation {
  switch (event.type) {
    case 'learning-started':
      return event.data.repeats ? acts : { ...acts, starts: acts.starts + 1 };
    case 'learning-stopped':
      return event.data.repeats ? acts : { ...acts, stops: acts.stops + 1 };
    case 'lesson-requested':
      // Requesting a lesson again that did not arrive does not count as another lesson.
      return event.data.again ? acts : { ...acts, lessonsRequested: acts.lessonsRequested + 1 };
    case 'answer-given':
      return { ...acts, answers: acts.answers + 1 };
    case 'feedback-given':
      if (event.data.repeats) return acts;
      return {
        ...acts,
        ratings: acts.ratings + (event.data.rating === undefined ? 0 : 1),
        comments: acts.comments + (event.data.comment === undefined ? 0 : 1),
      };
  }
}
