/**
 * Whether an act is older than the newest one that is known of the same state, and so changes nothing. What a person sets
 * carries the time of their act, by Slack's clock: events may overtake each other, and the newer act wins, whatever arrives
 * first. Of equal times the later to arrive wins.
 *
 * Of commands and forms Slack tells the second only. A time of a whole second counts as equal to all times of that second:
 * else a command would lose against a button that was pressed earlier in its second.
 */
export function isOlder(act: Date, known: Date | undefined): boolean {
  if (!known) return false;
  const time = act.getTime();
  const newest = known.getTime();
  return time < (time % 1000 === 0 ? newest - (newest % 1000) : newest);
}

/** The time to remember when an act has taken effect: it never goes back. */
export const newestOf = (act: Date, known: Date | undefined): Date => (known && known > act ? known : act);
