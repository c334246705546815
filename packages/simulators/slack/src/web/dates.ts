import type { Reader } from './reader.ts';

const DAY_MS = 86_400_000;

type Style = Intl.DateTimeFormatOptions;

/** Slack's words for the parts of a date; those with `_pretty` say yesterday, today and tomorrow. */
const STYLES: Record<string, Style> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

/**
 * Writes a date in the reader's own time zone and language, as in `{date_short_pretty} at {time}`; undefined if the
 * format has a word that isn't Slack's. Source: docs.slack.dev/messaging/formatting-message-text (date formatting).
 */
export function renderDate(seconds: number, format: string, reader: Reader): string | undefined {
  const moment = seconds * 1000;
  const words = [...format.matchAll(/\{(\w+)\}/g)].map(([, word = '']) => word);
  if (words.some((word) => !STYLES[word.replace(/_pretty$/, '')])) return undefined;
  return format.replace(/\{(\w+)\}/g, (_whole, word: string) => {
    const near = word.endsWith('_pretty') ? nearDay(moment, reader) : undefined;
    return near ?? written(moment, STYLES[word.replace(/_pretty$/, '')] ?? {}, reader);
  });
}

function written(moment: number, style: Style, { person }: Reader): string {
  return new Intl.DateTimeFormat(person.locale, { ...style, timeZone: person.timeZone }).format(moment);
}

function nearDay(moment: number, reader: Reader): string | undefined {
  const day = (at: number) => written(at, { year: 'numeric', month: '2-digit', day: '2-digit' }, reader);
  if (day(moment) === day(reader.now)) return 'today';
  if (day(moment) === day(reader.now + DAY_MS)) return 'tomorrow';
  if (day(moment) === day(reader.now - DAY_MS)) return 'yesterday';
  return undefined;
}
