import type { SlackMember } from '@crescendo/contracts';
import type { Person } from './people.ts';

/** What is known of a person and decides what a piece of news changes. */
export type Standing = Pick<
  Person,
  'status' | 'stub' | 'version' | 'email' | 'timezone' | 'locale' | 'flags' | 'counted'
>;

/** Slack does not mark it as a bot. */
const SLACKBOT = 'USLACKBOT';

/** True for what is no person at all, whatever it does. */
export const isMachine = (member: Pick<SlackMember, 'id' | 'bot'>): boolean => member.bot || member.id === SLACKBOT;

/** True for whoever has an account that is not closed, guest or not, also if they never signed in. */
export const isPresent = (member: SlackMember): boolean => !isMachine(member) && !member.deactivated;

/** The start of the second of Slack's clock that a version lies in. */
const secondOf = (version: number) => version - (version % 1000);

/** Slack opened in 2013: nobody changed before. */
const SLACK_OPENED = Date.UTC(2013, 0, 1);
/** Slack's clock may be ahead of ours by so much. */
const AHEAD_MS = 300_000;

/**
 * When a member changed, in milliseconds by Slack's clock. Where Slack does not say, or says what cannot be, it is when we
 * were told: so nothing is dropped for being old, and nothing makes later news look old.
 */
export function changedAt({ updated }: Pick<SlackMember, 'updated'>, toldAt: Date): number {
  const said = Math.floor(updated * 1000);
  const told = toldAt.getTime();
  return said >= SLACK_OPENED && said <= told + AHEAD_MS ? said : secondOf(told);
}

/**
 * How a person stands after Slack told how a member is. The newer news wins, in whatever order they come; within one
 * second of Slack's clock the later to come. Undefined when it changes nothing: old news, or a machine.
 *
 * @param toldAt when Slack told it
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

/** True when two standings differ in no more than their version. */
export const isSame = (one: Standing, other: Standing): boolean =>
  one.status === other.status &&
  one.stub === other.stub &&
  one.email === other.email &&
  one.timezone === other.timezone &&
  one.locale === other.locale &&
  one.flags?.guest === other.flags?.guest;

/** What others have to hear of a change from one standing to the next. */
export type News = {
  /** Delivery needs to know them, or know them differently. */
  synced: boolean;
  /** They are gone. */
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
