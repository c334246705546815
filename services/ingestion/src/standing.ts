import type { SlackMember } from '@crescendo/contracts';
import type { Person } from './people.ts';

/** The known facts about a person that decide what news changes. */
export type Standing = Pick<
  Person,
  'status' | 'stub' | 'version' | 'email' | 'timezone' | 'locale' | 'flags' | 'counted'
>;

/** Slack does not mark it as a bot. */
const SLACKBOT = 'USLACKBOT';

/** True for anything that is never a person. */
export const isMachine = (member: Pick<SlackMember, 'id' | 'bot'>): boolean => member.bot || member.id === SLACKBOT;

/** True for everyone with an open account, guests included, even if they never signed in. */
export const isPresent = (member: SlackMember): boolean => !isMachine(member) && !member.deactivated;

/** The start of the second of Slack's clock that contains a version. */
const secondOf = (version: number) => version - (version % 1000);

/** Slack launched in 2013, so nobody changed before. */
const SLACK_OPENED = Date.UTC(2013, 0, 1);
/** How far Slack's clock may be ahead of ours. */
const AHEAD_MS = 300_000;

/**
 * When a member changed, in milliseconds by Slack's clock. If Slack gives no time or an impossible one, our arrival
 * time counts. So news is never dropped as old by mistake, and never makes later news look old.
 */
export function changedAt({ updated }: Pick<SlackMember, 'updated'>, toldAt: Date): number {
  const said = Math.floor(updated * 1000);
  const told = toldAt.getTime();
  return said >= SLACK_OPENED && said <= told + AHEAD_MS ? said : secondOf(told);
}

/**
 * A person's standing after news of a member. The newer news wins, whichever arrives first; within one second of
 * Slack's clock the later arrival wins. Undefined when nothing changes: old news, or a bot.
 *
 * @param toldAt when Slack said it
 */
export function standingAfter(known: Standing | undefined, member: SlackMember, toldAt: Date): Standing | undefined {
  if (!known && isMachine(member)) return undefined;
  const slackTime = changedAt(member, toldAt);
  if (known && slackTime < secondOf(known.version)) return undefined;
  const version = known ? Math.max(slackTime, known.version + 1) : slackTime;
  const next = isPresent(member) ? present(member, version) : { status: 'removed' as const, stub: false, version };
  return known && slackTime <= known.version && isSame(known, next) ? undefined : next;
}

function present({ email, timezone, locale, guest, invited }: SlackMember, version: number): Standing {
  if (invited) return { status: 'invited', stub: false, version };
  return { status: 'active', stub: false, version, email, timezone, locale, flags: { guest } };
}

/** True when two standings differ only in their version. */
export const isSame = (one: Standing, other: Standing): boolean =>
  one.status === other.status &&
  one.stub === other.stub &&
  one.email === other.email &&
  one.timezone === other.timezone &&
  one.locale === other.locale &&
  one.flags?.guest === other.flags?.guest;

/** What other services must learn when a standing changes. */
export type News = {
  /** The person is new, or has changed in a way that matters for delivery. */
  synced: boolean;
  /** The person has left. */
  removed: boolean;
};

export function newsOf(known: Standing | undefined, next: Standing): News {
  const was = known?.status === 'active';
  if (next.status !== 'active') return { synced: false, removed: was };
  const isNew = !was || known.stub;
  return {
    synced: isNew || known.timezone !== next.timezone || known.locale !== next.locale,
    removed: false,
  };
}
