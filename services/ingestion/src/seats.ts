import type { SlackMember } from '@crescendo/contracts';
import { z } from 'zod';
import type { Person } from './people.ts';
import { isPresent } from './standing.ts';

/** The number of seats, and of guests among them; or a change of both. */
export const seatCount = z.object({ billable: z.int(), guests: z.int() });
export type SeatCount = z.output<typeof seatCount>;

export const noSeats: SeatCount = { billable: 0, guests: 0 };

const oneSeat = (guest: boolean): SeatCount => ({ billable: 1, guests: guest ? 1 : 0 });

export const addSeats = (one: SeatCount, other: SeatCount): SeatCount => ({
  billable: one.billable + other.billable,
  guests: one.guests + other.guests,
});

/** A member's seat by Slack's flags alone: one for everyone who can use Slack now. An invitation is not a seat yet. */
export const seatsOfMember = (member: SlackMember): SeatCount =>
  isPresent(member) && !member.invited ? oneSeat(member.guest) : noSeats;

/** The facts about a person that decide whether they count. */
type Counted = Pick<Person, 'status' | 'stub' | 'counted' | 'flags'>;

/** A person's seat. A stub has none yet, unless it belongs to a counted person who starts again. */
export function seatsOf(person: Counted | undefined): SeatCount {
  if (person?.status !== 'active') return noSeats;
  if (person.stub) return person.counted ? oneSeat(false) : noSeats;
  return oneSeat(person.flags?.guest ?? false);
}

/** How the seats change when a person's standing changes. A person who was counted as unknown stays counted. */
export function seatChange(before: Counted | undefined, after: Counted): SeatCount {
  if (before?.counted && seatsOf(after).billable === 1) return noSeats;
  const had = seatsOf(before);
  return addSeats(seatsOf(after), { billable: -had.billable, guests: -had.guests });
}
