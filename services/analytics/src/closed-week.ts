import { usersStream } from '@crescendo/contracts';
import { type IsoWeek, isoWeekOf } from './iso-week.ts';

const WEEK_MS = 7 * 86_400_000;

export const weekAfter = ({ startsAt }: IsoWeek): IsoWeek => isoWeekOf(new Date(startsAt.getTime() + WEEK_MS));

/**
 * The latest week that is closed: over for as long as the broker keeps what happened in it. What is heard of it later (a dead
 * letter that was put right) is no longer counted in what is published.
 */
export const latestClosedWeek = (now: Date): IsoWeek =>
  isoWeekOf(new Date(now.getTime() - WEEK_MS - usersStream.retention));
