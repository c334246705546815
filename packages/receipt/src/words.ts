import type { Receipt } from './body.ts';
import type { HorizonKind } from './remains.ts';
import type { Count, Method, System, SystemKind } from './system.ts';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `24 November 2026, 15:22:25 UTC` */
export const atTime = (moment: string): string =>
  `${day.format(new Date(moment))}, ${moment.slice('2026-11-24T'.length, '2026-11-24T15:22:25'.length)} UTC`;

/** `10,000` */
export const amount = (count: number): string => count.toLocaleString('en-GB');

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${amount(count)} ${count === 1 ? one : many}`;

const [DAY, IN_DAYS, WHOLE_DAYS] = [86_400, 3, 7];

/** How long from one moment to another: `41 min 12 s`, `47 h 5 min`, `3 days 4 h`, `30 days`. */
function duration(from: string, to: string): string {
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  if (seconds >= WHOLE_DAYS * DAY) return `${Math.round(seconds / DAY)} days`;
  if (seconds >= IN_DAYS * DAY) {
    const [days, rest] = [Math.floor(seconds / DAY), Math.floor((seconds % DAY) / 3600)];
    return rest > 0 ? `${days} days ${rest} h` : `${days} days`;
  }
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

const whys: Record<Receipt['why'], string> = {
  uninstalled: 'The app was removed from the workspace in Slack.',
  'ended-by-admin': 'An administrator of the customer ended it.',
  'ended-by-operator': 'The issuer ended it; their record says who of them did.',
  asked: 'The person asked for it.',
  left: 'The person had left the workspace 30 days before.',
};

const why = (receipt: Receipt): string => whys[receipt.why];

/** Whom it is about. */
export const whose = ({ scope, tenant, person }: Receipt): string =>
  scope === 'tenant' ? `the workspace ${tenant} and everyone in it` : `the person ${person} of the workspace ${tenant}`;

/** What the law calls it. */
const duty = ({ scope }: Receipt): string =>
  scope === 'tenant'
    ? 'Deletion at the end of the services (GDPR Art. 28 (3) (g))'
    : 'Erasure of one person’s data (GDPR Art. 17)';

export const methodWords = (method: Method): string => (method === 'none' ? 'nothing to erase' : method);

const places: Record<SystemKind, (name: string) => string> = {
  service: (name) => `service ${name}`,
  keys: () => 'key service',
  stream: (name) => `stream ${name}`,
  slack: () => 'Slack',
  backups: () => 'backups',
  telemetry: () => 'telemetry',
  archive: () => 'archive',
};

/** Where something was done. */
export const place = ({ kind, name }: System): string => places[kind](name);

/** Whether the same was done at both. */
export const isSame = (a: System | undefined, b: System): boolean =>
  a?.kind === b.kind && a.method === b.method && a.did === b.did;

/** Who and why, each with its name. */
export function facts(receipt: Receipt): readonly (readonly [name: string, value: string])[] {
  return [
    ['receipt', receipt.id],
    ['why', why(receipt)],
    ['legal duty', duty(receipt)],
    ...(receipt.askedBy === undefined ? [] : ([['asked by', receipt.askedBy]] as const)),
  ];
}

/** The result of a second count. */
export const whatIsLeft = (left: number): string =>
  left === 0
    ? 'Counted again at the end, none of them is left.'
    : `Counted again at the end, ${counted(left, 'row')} ${left === 1 ? 'is' : 'are'} left on purpose, and each says why.`;

/** What a reader should know about any receipt. */
export const notes = [
  'It names nobody. Workspaces and people are named by random ids of the issuer, which say nothing elsewhere; once the rest is erased, only who was told an id can tell whose it was.',
  '“Clear: deletion” means that rows were deleted through the database and can be asked for no more. Its files keep freed space until they reuse it; in it lie ciphertext without keys, random ids and keyed hashes.',
  '“Purge: cryptographic erase” means that the keys were destroyed, and with the dates above every copy of them, those lent to services included. What was sealed with them, in streams and backups too, opens for nobody.',
  'A hash is of the record that a system made of its own counts. It shows nothing by itself: a record that is shown to you later can be held against it.',
  'It says nothing about copies that the customer, its people or Slack made themselves.',
] as const;

/** The steps with their times, in order. */
export function steps({ clock, scope }: Receipt): readonly (readonly [step: string, at: string])[] {
  return [
    [scope === 'tenant' ? 'ended' : 'asked', clock.requested],
    ['nothing more taken in', clock.fenced],
    ['keys destroyed', clock.shredded],
    ['rows deleted', clock.erased],
    ['counted again', clock.verified],
    ['done', clock.done],
  ];
}

const holdReasons = {
  breaker: 'because more customers than usual would have ended within an hour',
  operator: 'because the issuer’s staff wished so',
} as const;

/** Why it waited, a sentence for each hold; empty if there was none. */
const waited = ({ holds = [] }: Receipt): string =>
  holds
    .map(
      ({ since, until: end, by }) =>
        ` For ${duration(since, end)} of that, until ${atTime(end)}, it was on hold, ${holdReasons[by]}: somebody had to look first, and nothing of it was used meanwhile.`,
    )
    .join('');

/** Whether the deadline was met, and the reason for the delay if it was on hold. */
export function inTime(receipt: Receipt): { kept: boolean; words: string } {
  const { clock } = receipt;
  const kept = clock.done <= clock.deadline;
  const took = `It took ${duration(clock.requested, clock.done)}`;
  const given = duration(clock.requested, clock.deadline);
  return {
    kept,
    words: `${
      kept
        ? `${took}; ${given} were allowed.`
        : `${took}: ${duration(clock.deadline, clock.done)} more than the ${given} that were allowed.`
    }${waited(receipt)}`,
  };
}

/** All services' rows, and the keys, added up. */
export function totals({ systems }: Receipt): { services: number; deleted: number; left: number; keys: number } {
  const of = (kind: 'service' | 'keys') => systems.filter((each) => each.kind === kind);
  const sum = (kind: 'service' | 'keys', what: 'deleted' | 'after') =>
    of(kind).reduce((all, { counts }) => all + counts.reduce((some, count) => some + count[what], 0), 0);
  return {
    services: of('service').length,
    deleted: sum('service', 'deleted'),
    left: sum('service', 'after'),
    keys: sum('keys', 'deleted'),
  };
}

const latest = (moment: string, others: readonly string[]): string => [moment, ...others].toSorted().at(-1) ?? moment;

/** When the last key and the last sealed data are gone, in a sentence. */
export function whenGone({ clock, horizons }: Receipt): string {
  const dates = (kinds: readonly HorizonKind[]) =>
    horizons.flatMap(({ kind, until }) => (until !== undefined && kinds.includes(kind) ? [until] : []));
  const keyless = latest(clock.shredded, dates(['key-leases', 'epoch']));
  const gone = latest(keyless, dates(['topics', 'backups']));
  return `From ${atTime(keyless)} on, no key to it is left anywhere, nor in a backup: nobody can read it, the issuer included. What was sealed with those keys is itself gone by ${atTime(gone)}, but for freed space in files.`;
}

/** Counts with rows that stay. */
export const leftOf = ({ systems }: Receipt): readonly { where: string; count: Count }[] =>
  systems.flatMap((each) =>
    each.counts.filter(({ after }) => after > 0).map((count) => ({ where: place(each), count })),
  );

/** Until when, in words. */
export const until = (row: { until?: string | undefined; untilWhen?: string | undefined }): string =>
  [row.until === undefined ? undefined : atTime(row.until), row.untilWhen].filter(Boolean).join('; ');
