import type { Installation } from '../installations.ts';

/**
 * Slack's answer about a token. `ended`: the codes that mean so. `refused`: any other refusal, such as `invalid_auth`,
 * which Slack also sends to an address that is not allowed. `no-answer`: Slack did not say.
 */
export type Look = { token: 'alive' } | { token: 'ended' | 'refused' | 'no-answer'; code: string };

/** The fields of an installation that a check decides. */
export type Standing = Pick<Installation, 'status' | 'trouble' | 'dead' | 'toldAt' | 'checkAt'>;

/** The state of the relationship after a check; `endedAt` is set when it is over. */
export type AfterLook = Standing & { endedAt?: Date };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const CHECK_EVERY_MS = HOUR_MS;
const LONGEST_PAUSE_MS = 30 * MINUTE_MS;

/**
 * Without a report from Slack that the app was removed, the token must be dead this many times in a row, over this
 * long.
 */
const DEAD_ANSWERS = 3;
const DEAD_FOR_MS = 12 * HOUR_MS;

const later = (now: Date, ms: number) => new Date(now.getTime() + ms);

/** When to ask Slack again after this many refusals in a row: after a minute, then doubling each time. */
const nextTry = (tries: number, now: Date): Date =>
  later(now, Math.min(LONGEST_PAUSE_MS, MINUTE_MS * 2 ** Math.min(tries - 1, 16)));

const troubleAfter = ({ trouble }: Pick<Standing, 'trouble'>, code: string, now: Date) => ({
  since: trouble?.since ?? now,
  tries: (trouble?.tries ?? 0) + 1,
  code,
});

/**
 * The state of an installation after Slack refused a call with its token: sending pauses, and we ask Slack about the
 * token.
 */
export function afterRefusal(known: Standing, code: string, now: Date): Standing {
  const trouble = troubleAfter(known, code, now);
  return { ...known, status: 'unreachable', trouble, checkAt: known.trouble ? nextTry(trouble.tries, now) : now };
}

/**
 * The state of an installation after we asked Slack about its token. Only evidence ends the relationship: a dead token
 * together with a report that the app was removed, or a token that stays dead for half a day. Any other refusal means
 * that we cannot reach the customer.
 */
export function afterLook(known: Standing, look: Look, now: Date): AfterLook {
  if (look.token === 'alive') return alive(known, now);
  const trouble = troubleAfter(known, look.code, now);
  const checkAt = nextTry(trouble.tries, now);
  const { toldAt, dead: before } = known;
  const unreachable = { status: 'unreachable' as const, trouble, checkAt, ...(toldAt && { toldAt }) };
  if (look.token === 'no-answer') return { ...unreachable, ...(before && { dead: before }) };
  // Another answer: the dead answers were not consecutive.
  if (look.token === 'refused') return unreachable;
  const dead = { since: before?.since ?? now, answers: (before?.answers ?? 0) + 1 };
  const endedAt = endOf({ toldAt, dead }, now);
  return { ...unreachable, dead, ...(endedAt && { endedAt }) };
}

/**
 * The refusal count resets only when the token works while sending is not paused: Slack may refuse a call although the
 * token works.
 */
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
