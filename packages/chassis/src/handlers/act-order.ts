/**
 * Whether an act is older than the newest known act on the same state, and so changes nothing. State that a person sets
 * carries the time of their act, by Slack's clock. Events may overtake each other, so the newer act wins, whichever
 * arrives first. Of equal times, the later arrival wins.
 *
 * For commands and forms, Slack gives only the second. So a whole second counts as equal to all times within it:
 * otherwise a command would lose against a button pressed earlier in the same second.
 */
export function isOlder(act: Date, known: Date | undefined): boolean {
  if (!known) return false;
  const time = act.getTime();
  const newest = known.getTime();
  return time < (time % 1000 === 0 ? newest - (newest % 1000) : newest);
}

/** The time to store when an act has taken effect: it never goes back. */
export const newestOf = (act: Date, known: Date | undefined): Date => (known && known > act ? known : act);
