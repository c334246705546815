import type { SlackMember } from '@crescendo/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedAt, newsOf, type Standing, standingAfter as standingWhenTold } from './standing.ts';

const member = (change: Partial<SlackMember> = {}): SlackMember => ({
  id: 'U1',
  email: 'one@crescendo.example',
  timezone: 'Europe/Zurich',
  locale: 'de-CH',
  deactivated: false,
  bot: false,
  guest: false,
  updated: 1_700_000_000,
  ...change,
});
/** Slack sent all of it well after it happened. */
const toldAt = new Date(1_700_000_100_000);
const standingAfter = (standing: Standing | undefined, one: SlackMember) => standingWhenTold(standing, one, toldAt);
const known = standingAfter(undefined, member()) as Standing;
const at = (seconds: number) => 1_700_000_000 + seconds;

describe('how a person stands after Slack told how a member is', () => {
  test('someone new is active, in the version of Slack’s clock in milliseconds', () => {
    expect(known).toEqual({
      status: 'active',
      stub: false,
      version: 1_700_000_000_000,
      email: 'one@crescendo.example',
      timezone: 'Europe/Zurich',
      locale: 'de-CH',
      flags: { guest: false },
    });
  });

  test.each([
    ['a bot', member({ bot: true })],
    ['Slackbot, which Slack does not mark as a bot', member({ id: 'USLACKBOT' })],
    ['a deactivated bot', member({ bot: true, deactivated: true })],
  ])('%s never becomes a person', (_who, machine) => {
    expect(standingAfter(undefined, machine)).toBeUndefined();
  });

  test('of one who was invited nothing is kept until they have signed in', () => {
    const invited = standingAfter(undefined, member({ invited: true }));
    expect(invited).toEqual({ status: 'invited', stub: false, version: 1_700_000_000_000 });
    const signedIn = standingAfter(invited, member({ invited: false, updated: at(5) }));
    expect(signedIn).toEqual({ ...known, version: at(5) * 1000 });
  });

  test('one who turns out to be a bot is removed', () => {
    const stub: Standing = { status: 'active', stub: true, version: 0 };
    expect(standingAfter(stub, member({ bot: true }))).toMatchObject({ status: 'removed', stub: false });
  });

  test('one who was deactivated is removed and nothing of them stays', () => {
    expect(standingAfter(known, member({ deactivated: true, updated: at(5) }))).toEqual({
      status: 'removed',
      stub: false,
      version: at(5) * 1000,
    });
  });

  test('the same again changes nothing', () => {
    expect(standingAfter(known, member())).toBeUndefined();
  });

  test('older news changes nothing', () => {
    expect(standingAfter(known, member({ timezone: 'Asia/Tokyo', updated: at(-1) }))).toBeUndefined();
    expect(standingAfter(known, member({ deactivated: true, updated: at(-1) }))).toBeUndefined();
  });

  test('newer news that says the same still moves the version, so that what lies between is old', () => {
    const confirmed = standingAfter(known, member({ updated: at(10) }));
    expect(confirmed).toEqual({ ...known, version: at(10) * 1000 });
    expect(standingAfter(confirmed, member({ timezone: 'Asia/Tokyo', updated: at(5) }))).toBeUndefined();
  });

  test('within one second of Slack’s clock the later to come wins, in a version of its own', () => {
    const moved = standingAfter(known, member({ timezone: 'Asia/Tokyo' }));
    expect(moved).toMatchObject({ timezone: 'Asia/Tokyo', version: known.version + 1 });
    expect(standingAfter(moved, member({ locale: 'ja-JP' }))).toMatchObject({ version: known.version + 2 });
  });

  test('one who was removed because no page named them is back when Slack names them, though it says the same', () => {
    const removed: Standing = { status: 'removed', stub: false, version: known.version + 1 };
    expect(standingAfter(removed, member())).toEqual({ ...known, version: known.version + 2 });
  });

  test('any order of news about a member ends in the newest', () => {
    const news = fc.uniqueArray(
      fc.record({
        updated: fc.integer({ min: 0, max: 50 }).map(at),
        deactivated: fc.boolean(),
        guest: fc.boolean(),
        timezone: fc.constantFrom('Europe/Zurich', 'Asia/Tokyo', 'America/Lima'),
      }),
      { minLength: 1, maxLength: 8, selector: ({ updated }) => updated },
    );
    const shuffled = news.chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
    const copies = fc.nat({ max: 3 });
    fc.assert(
      fc.property(shuffled, copies, (all, again) => {
        const told = [...all, ...all.slice(0, again)].map(member);
        const end = told.reduce<Standing | undefined>(
          (standing, one) => standingAfter(standing, one) ?? standing,
          undefined,
        );
        const newest = all.reduce((best, one) => (one.updated > best.updated ? one : best));
        expect(end).toEqual(standingAfter(undefined, member(newest)));
      }),
    );
  });

  test.each([-1, 0, 1, 1e300, Number.MAX_SAFE_INTEGER, 1_700_000_000_000, 4_102_444_800])(
    'a time that cannot be (%d) stands for the moment it was told: it is no older than what is known, and later news is newer',
    (updated) => {
      const moved = standingAfter(known, member({ timezone: 'Asia/Tokyo', updated }));
      expect(moved).toMatchObject({ timezone: 'Asia/Tokyo', version: toldAt.getTime() });
      const later = new Date(toldAt.getTime() + 60_000);
      const left = member({ deactivated: true, updated: later.getTime() / 1000 });
      expect(standingWhenTold(moved, left, later)).toMatchObject({ status: 'removed' });
      expect(standingWhenTold(moved, { ...left, updated }, later)).toMatchObject({ status: 'removed' });
    },
  );

  test('a clock of Slack’s that is a little ahead is believed, and one that is not a number is not', () => {
    const ahead = toldAt.getTime() / 1000 + 60;
    expect(changedAt({ updated: ahead }, toldAt)).toBe(ahead * 1000);
    expect(changedAt({ updated: Number.NaN }, toldAt)).toBe(toldAt.getTime());
  });

  test('the version grows with every change', () => {
    const news = fc.array(
      fc.record({ updated: fc.integer({ min: 0, max: 3 }).map(at), deactivated: fc.boolean(), guest: fc.boolean() }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(news, (all) => {
        let standing: Standing | undefined;
        for (const one of all.map(member)) {
          const next = standingAfter(standing, one);
          if (next) expect(next.version).toBeGreaterThan(standing?.version ?? -1);
          standing = next ?? standing;
        }
      }),
    );
  });
});

describe('what others have to hear', () => {
  const removed: Standing = { status: 'removed', stub: false, version: 1 };
  const stub: Standing = { status: 'active', stub: true, version: 0 };
  const invited: Standing = { status: 'invited', stub: false, version: 1 };
  const silence = { synced: false, removed: false };

  test.each([
    ['someone new is synced', undefined, known, { ...silence, synced: true }],
    ['a stub that is completed is synced', stub, known, { ...silence, synced: true }],
    ['who comes back is synced', removed, known, { ...silence, synced: true }],
    ['who signs in for the first time is synced', invited, known, { ...silence, synced: true }],
    ['who leaves is removed', known, removed, { ...silence, removed: true }],
    ['a stub that leaves is removed', stub, removed, { ...silence, removed: true }],
    ['who has to accept an invitation again is removed until then', known, invited, { ...silence, removed: true }],
    ['a leaver nobody knew is nobody’s news', undefined, removed, silence],
    ['who was invited is nobody’s news', undefined, invited, silence],
    ['an invitation that is taken back is nobody’s news', invited, removed, silence],
    ['a new time zone is synced', known, { ...known, timezone: 'Asia/Tokyo' }, { ...silence, synced: true }],
    ['a new language is synced', known, { ...known, locale: 'fr-CH' }, { ...silence, synced: true }],
    ['a new guest concerns nobody else', known, { ...known, flags: { guest: true } }, silence],
    ['a new e-mail address concerns nobody else', known, { ...known, email: 'new@crescendo.example' }, silence],
  ])('%s', (_what, before, after, news) => {
    expect(newsOf(before, after)).toEqual(news);
  });
});
