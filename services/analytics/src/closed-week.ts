import { usersStream } from '@crescendo/contracts';
import { type IsoWeek, isoWeekOf } from './iso-week.ts';

const WEEK_MS = 7 * 86_400_000;

export const weekAfter = ({ startsAt }: IsoWeek): IsoWeek => isoWeekOf(new Date(startsAt.getTime() + WEEK_MS));

/**
 * The latest closed week. A week is closed once the broker no longer keeps its events. Later news of it (a redriven
 * dead letter) does not change the published figures.
 */
export const latestClosedWeek = (now: Date): IsoWeek =>
  isoWeekOf(new Date(now.getTime() - WEEK_MS - usersStream.retention));
