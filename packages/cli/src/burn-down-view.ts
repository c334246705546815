import type { BurnDownRow, ErasureForOperator, ErasureItem } from '@crescendo/contracts';
import { duration } from './duration.ts';
import { facts, grouped, shortTime, table, toRight } from './table.ts';

const BAR = 20;
const HOUR = 3600;

/** An erasure's time to its deadline, in a sentence. */
export function clock({ endedAt, requestedAt, overdue, late, ...item }: ErasureItem): string {
  const deadline = shortTime(item.deadline);
  const left = duration(Math.abs(item.hoursToDeadline) * HOUR);
  if (endedAt) {
    const took = duration((Date.parse(endedAt) - Date.parse(requestedAt)) / 1000);
    return `ended after ${took}, ${left} ${overdue ? 'AFTER' : 'before'} the deadline`;
  }
  if (overdue) return `OVERDUE: the deadline was ${deadline}, ${left} ago`;
  const planned = duration(Math.abs(item.hoursToPlanned) * HOUR);
  if (late) return `LATE: its planned end was ${planned} ago; ${left} left to the deadline, ${deadline}`;
  return `${left} left to the deadline, ${deadline}; planned to be done in ${planned}`;
}

const sinceThen = (moment: string, now: Date) => duration((now.getTime() - Date.parse(moment)) / 1000);

/** Whom it waits for, in a line; undefined if nobody. */
function waits({ state, onHold, evidence, shreddingAt, waitsFor }: ErasureItem, now: Date): string | undefined {
  if (onHold) {
    const why = onHold.by === 'breaker' ? 'more customers than usual would end' : 'an operator wished so';
    return `an operator: ON HOLD for ${sinceThen(onHold.since, now)}, as ${why}`;
  }
  if (evidence)
    return `Slack to say whether they have left (${evidence.code}); asked again ${shortTime(evidence.nextAt)}`;
  if (state === 'closing' && shreddingAt) return `its keys to be destroyed, for ${sinceThen(shreddingAt, now)}`;
  if (waitsFor.length === 0) return undefined;
  return waitsFor.map(({ service, step, since }) => `${service} (${step}) for ${sinceThen(since, now)}`).join(', ');
}

const bar = (share: number): string => {
  const full = Math.floor(share * BAR);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
};

function lastStep({ answered }: BurnDownRow): string {
  const last = answered.at(-1);
  return last ? `${last.step} done` : '';
}

function timeLeft({ left, unavailable, secondsLeft }: BurnDownRow): string {
  if (unavailable) return `no answer: ${unavailable}`;
  if (left === 0) return 'nothing left';
  return secondsLeft === undefined ? '' : duration(Math.max(1, secondsLeft));
}

/** The rows left, marked if counted earlier, and their share of all rows. */
function leftOf({ left, most, lastCounted }: BurnDownRow): { text: string; share: number } {
  const count = left ?? lastCounted?.left;
  if (count === undefined) return { text: '?', share: 1 };
  return { text: `${left === undefined ? '~' : ''}${grouped(count)}`, share: most ? count / most : 0 };
}

/** What each service has left, and its pace. */
function burning(rows: readonly BurnDownRow[]): string {
  const left = toRight(
    'rows left',
    rows.map((row) => leftOf(row).text),
  );
  const most = toRight(
    'of',
    rows.map((row) => (row.most === undefined ? '?' : grouped(row.most))),
  );
  const rate = toRight(
    'rate',
    rows.map((row) => (row.perSecond === undefined ? '' : `${grouped(row.perSecond)}/s`)),
  );
  const cells = rows.map((row, at) => {
    const erased = bar(1 - leftOf(row).share);
    return [row.service, left[at] ?? '', most[at] ?? '', erased, rate[at] ?? '', timeLeft(row), lastStep(row)];
  });
  return table(['service', 'rows left', 'of', 'erased', 'rate', 'time left', 'so far'], cells);
}

/** What each service has erased. */
function burnt(rows: readonly BurnDownRow[]): string {
  const erased = toRight(
    'rows erased',
    rows.map((row) => grouped(row.erased)),
  );
  const cells = rows.map((row, at) => [row.service, erased[at] ?? '', lastStep(row)]);
  return table(['service', 'rows erased', 'last'], cells);
}

/** Whether an operator may decide if they have left: it waits for that, or nobody requested it and keys still exist. */
const mayBeDecided = ({ state, why, onHold, evidence, shreddingAt }: ErasureItem): boolean =>
  onHold !== undefined ||
  evidence !== undefined ||
  (why === 'uninstalled' && (state === 'fenced' || state === 'closing') && !shreddingAt);

/** What an operator can do now: addresses and commands on separate lines, easy to copy. */
function whatNext(shown: ErasureForOperator): string {
  const { id, scope, state, graceUntil, receiptUrl } = shown;
  if (mayBeDecided(shown))
    return `\nIf they have left, let it go on; if they have not, take it back:\ncrescendo purge release ${id} --reason TEXT\ncrescendo purge cancel ${id} --reason TEXT\n`;
  if (state === 'requested' && scope === 'tenant')
    return `\nIt can be taken back until ${shortTime(graceUntil)}:\ncrescendo purge cancel ${id} --reason TEXT\n`;
  if (receiptUrl)
    return `\nIts receipt:\n${receiptUrl}\n\nTo keep it, and to check it:\ncurl -O ${receiptUrl}.json\ncrescendo verify ${id}.json\n`;
  return '';
}

/** The state of an erasure as a picture, and below it what an operator can do. */
export type BurnDownView = { picture: string; next: string };

/** The whole picture of an erasure. */
export function burnDownView(shown: ErasureForOperator, now: Date): BurnDownView {
  const { id, tenant, user, why, state, since, times, services, endedAt } = shown;
  const way = times.map((each) => each.state).join(' → ');
  const inState = endedAt
    ? `${state}, ${shortTime(since)}`
    : `${state} for ${duration((now.getTime() - Date.parse(since)) / 1000)}`;
  const rows = services.reduce((sum, { left }) => sum + (left ?? 0), 0);
  const unknown = services.some(({ left }) => left === undefined) ? 'at least ' : '';
  const estimates = services.flatMap(({ secondsLeft }) => (secondsLeft ? [secondsLeft] : []));
  const estimate = estimates.length > 0 ? `, ${duration(Math.max(1, ...estimates))} at this rate` : '';
  const whom = user ? `person ${user} of ${tenant}` : `customer ${tenant}`;
  const about = facts([
    ['erasure', `${id} of ${whom}, ${why}`],
    ['state', `${inState}  (${way})`],
    ['clock', clock(shown)],
    ['waits for', waits(shown, now)],
    ['rows left', endedAt ? undefined : `${unknown}${grouped(rows)}${estimate}`],
  ]);
  return { picture: `${about}\n${endedAt ? burnt(services) : burning(services)}`, next: whatNext(shown) };
}
