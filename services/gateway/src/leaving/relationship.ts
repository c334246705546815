import type { Installation } from '../installations.ts';

/**
 * What Slack said when it was asked about a token. `ended`: the codes that say so. `refused`: any other refusal, such as
 * `invalid_auth`, which Slack also gives to a request from an address that is not allowed. `no-answer`: it did not say.
 */
export type Look = { token: 'alive' } | { token: 'ended' | 'refused' | 'no-answer'; code: string };

/** Fields of an installation that a look decides about. */
export type Standing = Pick<Installation, 'status' | 'trouble' | 'dead' | 'toldAt' | 'checkAt'>;

/** How the relationship stands after a look; `endedAt` when it is over, since when. */
export type AfterLook = Standing & { endedAt?: Date };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const CHECK_EVERY_MS = HOUR_MS;
const LONGEST_PAUSE_MS = 30 * MINUTE_MS;

/** Without word from Slack that the app was taken out, the token has to be dead so often in a row, over so long. */
const DEAD_ANSWERS = 3;
const DEAD_FOR_MS = 12 * HOUR_MS;

const later = (now: Date, ms: number) => new Date(now.getTime() + ms);

/** When Slack is asked again after so many refusals in a row: after a minute, then twice as late each time. */
const nextTry = (tries: number, now: Date): Date =>
  later(now, Math.min(LONGEST_PAUSE_MS, MINUTE_MS * 2 ** Math.min(tries - 1, 16)));

const troubleAfter = ({ trouble }: Pick<Standing, 'trouble'>, code: string, now: Date) => ({
  since: trouble?.since ?? now,
  tries: (trouble?.tries ?? 0) + 1,
  code,
});

/** How an installation stands when Slack refused a call with its token: sending pauses, and Slack is asked about the token. */
export function afterRefusal(known: Standing, code: string, now: Date): Standing {
  const trouble = troubleAfter(known, code, now);
  return { ...known, status: 'unreachable', trouble, checkAt: known.trouble ? nextTry(trouble.tries, now) : now };
}

/**
 * How an installation stands after Slack was asked about its token. Only evidence that the relationship ended ends it: a
 * dead token together with word that the app was taken out, or a token that stays dead for half a day. Every other refusal
 * means that the customer cannot be reached.
 */
export function afterLook(known: Standing, look: Look, now: Date): AfterLook {
  if (look.token === 'alive') return alive(known, now);
  const trouble = troubleAfter(known, look.code, now);
  const checkAt = nextTry(trouble.tries, now);
  const { toldAt, dead: before } = known;
  const unreachable = { status: 'unreachable' as const, trouble, checkAt, ...(toldAt && { toldAt }) };
  if (look.token === 'no-answer') return { ...unreachable, ...(before && { dead: before }) };
  // Another answer: the dead ones were not the same several times over.
  if (look.token === 'refused') return unreachable;
  const dead = { since: before?.since ?? now, answers: (before?.answers ?? 0) + 1 };
  const endedAt = endOf({ toldAt, dead }, now);
  return { ...unreachable, dead, ...(endedAt && { endedAt }) };
}

/** The trouble is forgotten once the token works while nothing is paused: a call may be refused where the token is not. */
function alive({ status, trouble }: Standing, now: Date): AfterLook {
  const wasPaused = status === 'unreachable';
  if (trouble && wasPaused) return { status: 'active', trouble, checkAt: nextTry(trouble.tries, now) };
  return { status: 'active', checkAt: later(now, CHECK_EVERY_MS) };
}

function endOf({ toldAt, dead }: { toldAt: Date | undefined; dead: { since: Date; answers: number } }, now: Date) {
  if (toldAt) return toldAt < dead.since ? toldAt : dead.since;
  const longEnough = now.getTime() - dead.since.getTime() >= DEAD_FOR_MS;
  return longEnough && dead.answers >= DEAD_ANSWERS ? dead.since : undefined;
}
