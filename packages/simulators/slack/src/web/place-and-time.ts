import type { Person } from '../state/state.ts';

/** A person's place and local time, as in `09:14 in New York`. */
export function placeAndTime(person: Person, now: number): string {
  return `${localTime(person, now)} in ${person.timeZone.split('/').at(-1)?.replaceAll('_', ' ')}`;
}

export function localTime(person: Person, now: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: person.timeZone, hour: '2-digit', minute: '2-digit' }).format(
    now,
  );
}

export function localDay(person: Person, now: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: person.timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(now);
}
