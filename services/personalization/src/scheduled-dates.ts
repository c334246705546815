import { assignments } from './assignments.ts';
import type { Reader } from './find-learner.ts';
import type { Person } from './person.ts';

const LOCAL_DATE = /^\d{4}-\d\d-\d\d$/;
/** More than the weekly budget looks back, in any time zone. */
const FORTNIGHT = 14 * 86_400_000;

/** The local dates of a person's scheduled lessons in the last two weeks. */
export async function scheduledDates(reader: Reader, { tenant, user }: Person, now: Date): Promise<string[]> {
  const recent = { tenant, user, assignedAt: { $gte: new Date(now.getTime() - FORTNIGHT) } };
  const rows = await reader.model(assignments).find(recent, { slot: 1 }).lean<{ slot: string }[]>();
  return rows.map(({ slot }) => slot).filter((slot) => LOCAL_DATE.test(slot));
}
