import type { SlackMember } from '@crescendo/contracts';
import { z } from 'zod';
import type { Person } from './people.ts';
import { isPresent } from './standing.ts';

/** How many seats there are, guests among them, or by how many their number changes. */
export const seatCount = z.object({ billable: z.int(), guests: z.int() });
export type SeatCount = z.output<typeof seatCount>;

export const noSeats: SeatCount = { billable: 0, guests: 0 };

const oneSeat = (guest: boolean): SeatCount => ({ billable: 1, guests: guest ? 1 : 0 });

export const addSeats = (one: SeatCount, other: SeatCount): SeatCount => ({
  billable: one.billable + other.billable,
  guests: one.guests + other.guests,
});

/** What a member takes up by Slack's flags alone: whoever may use Slack now. An invitation is no seat yet. */
export const seatsOfMember = (member: SlackMember): SeatCount =>
  isPresent(member) && !member.invited ? oneSeat(member.guest) : noSeats;

/** What is known of a person that says whether they are counted. */
type Counted = Pick<Person, 'status' | 'stub' | 'counted' | 'flags'>;

/** What a person takes up. A stub is nobody yet, unless someone who was counted before starts again. */
export function seatsOf(person: Counted | undefined): SeatCount {
  if (person?.status !== 'active') return noSeats;
  if (person.stub) return person.counted ? oneSeat(false) : noSeats;
  return oneSeat(person.flags?.guest ?? false);
}

/** By how many the seats change when a person stands otherwise. Whoever was counted as nobody we know stays counted. */
export function seatChange(before: Counted | undefined, after: Counted): SeatCount {
  if (before?.counted && seatsOf(after).billable === 1) return noSeats;
  const had = seatsOf(before);
  return addSeats(seatsOf(after), { billable: -had.billable, guests: -had.guests });
}
