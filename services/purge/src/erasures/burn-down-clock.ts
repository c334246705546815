import { PLANNED_HOURS } from './begin-erasure.ts';
import { type Erasure, endStates } from './erasures.ts';

const HOUR_MS = 3_600_000;
/** A person's erasure is planned to end a week before its deadline. */
const PERSON_SPARE_HOURS = 7 * 24;

export const isOver = ({ state }: Pick<Erasure, 'state'>): boolean => endStates.some((end) => end === state);

/** When an erasure is planned to end; the time until the deadline is a reserve. */
const plannedBy = ({ scope, requestedAt, deadline }: Pick<Erasure, 'scope' | 'requestedAt' | 'deadline'>): Date =>
  scope === 'tenant'
    ? new Date(requestedAt.getTime() + PLANNED_HOURS * HOUR_MS)
    : new Date(deadline.getTime() - PERSON_SPARE_HOURS * HOUR_MS);

/** Hours from one moment to another; negative when the other is earlier. */
export const hoursTo = (then: Date, now: Date): number => (then.getTime() - now.getTime()) / HOUR_MS;

/** Where an erasure is on its clock, which stops when the erasure is over. */
export function clockOf(erasure: Erasure, now: Date) {
  const endedAt = isOver(erasure) ? erasure.since : undefined;
  const at = endedAt ?? now;
  const planned = plannedBy(erasure);
  return {
    plannedBy: planned.toISOString(),
    deadline: erasure.deadline.toISOString(),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    hoursToPlanned: hoursTo(planned, at),
    hoursToDeadline: hoursTo(erasure.deadline, at),
    late: at > planned,
    overdue: at > erasure.deadline,
  };
}
