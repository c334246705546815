const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];
const UNITS = [
  ['days', DAY],
  ['h', HOUR],
  ['min', MINUTE],
  ['s', 1],
] as const;
/** Up to here the text uses hours, so that a deadline of 48 h reads naturally. */
const LAST_IN_HOURS = 3 * DAY;
/** From here on the text uses only days. */
const WHOLE_DAYS = 7 * DAY;

/** `28 days`, `3 days 4 h`, `47 h 5 min`, `5 min 3 s`, `3 s`: two units at most. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole >= WHOLE_DAYS) return `${Math.round(whole / DAY)} days`;
  const units = whole >= LAST_IN_HOURS ? UNITS : UNITS.slice(1);
  const first = units.findIndex(([, size]) => whole >= size);
  if (first < 0) return '0 s';
  let rest = whole;
  const parts: string[] = [];
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}
