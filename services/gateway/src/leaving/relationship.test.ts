import { expect, test } from 'vitest';
import { type AfterLook, afterLook, afterRefusal, CHECK_EVERY_MS, type Look, type Standing } from './relationship.ts';

const NOON = new Date('2026-11-24T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const after = (ms: number) => new Date(NOON.getTime() + ms);

const active: Standing = { status: 'active', checkAt: NOON };
const alive: Look = { token: 'alive' };
const ended: Look = { token: 'ended', code: 'token_revoked' };
const refused: Look = { token: 'refused', code: 'invalid_auth' };
const silent: Look = { token: 'no-answer', code: 'slack-unavailable' };

/** The state after these looks, each at its time. */
function looks(known: Standing, ...said: [ms: number, look: Look][]): AfterLook {
  return said.reduce<AfterLook>((standing, [ms, look]) => afterLook(standing, look, after(ms)), known);
}

test('a token that works is looked at again in an hour', () => {
  expect(looks(active, [0, alive])).toEqual({ status: 'active', checkAt: after(CHECK_EVERY_MS) });
});

test.each(['invalid_auth', 'missing_scope', 'team_access_not_granted', 'something_new'])(
  'however often Slack says %s, the relationship does not end: it is asked again, with growing pauses',
  (code) => {
    let standing: AfterLook = active;
    const pauses: number[] = [];
    for (let now = NOON; now < after(40 * 24 * HOUR); now = standing.checkAt) {
      standing = afterLook(standing, { token: 'refused', code }, now);
      expect(standing.endedAt).toBeUndefined();
      pauses.push((standing.checkAt.getTime() - now.getTime()) / MINUTE);
    }
    expect(pauses.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 30, 30]);
    expect(standing).toMatchObject({ status: 'unreachable', trouble: { since: NOON, code } });
  },
);

test('no answer at all is no evidence either', () => {
  const many = Array.from({ length: 100 }, (_, hour): [number, Look] => [hour * HOUR, silent]);
  expect(looks(active, ...many)).toMatchObject({ status: 'unreachable', trouble: { code: 'slack-unavailable' } });
  expect(looks(active, ...many).endedAt).toBeUndefined();
});

test('a dead token together with word of it ends the relationship, from the earlier of the two', () => {
  const told = { ...active, toldAt: after(-MINUTE) };
  expect(looks(told, [0, ended]).endedAt).toEqual(after(-MINUTE));
  expect(looks({ ...active, dead: { since: after(-HOUR), answers: 1 }, toldAt: NOON }, [0, ended]).endedAt).toEqual(
    after(-HOUR),
  );
});

test('word of it that Slack does not confirm waits for an answer, and is forgotten when the token works', () => {
  const told = { ...active, toldAt: NOON };
  expect(looks(told, [0, refused], [MINUTE, silent])).toMatchObject({ status: 'unreachable', toldAt: NOON });
  expect(looks(told, [0, refused], [MINUTE, ended]).endedAt).toEqual(NOON);
  expect(looks(told, [0, alive], [MINUTE, ended]).endedAt).toBeUndefined();
});

test('without a word, the same answer has to come several times over half a day', () => {
  expect(looks(active, [0, ended], [HOUR, ended], [11 * HOUR, ended]).endedAt).toBeUndefined();
  expect(looks(active, [0, ended], [12 * HOUR, ended]).endedAt, 'twice is not several times').toBeUndefined();
  expect(looks(active, [0, ended], [HOUR, ended], [12 * HOUR, ended]).endedAt).toEqual(NOON);
});

test('any other answer in between begins it anew; no answer does not', () => {
  const half: [number, Look][] = [
    [0, ended],
    [HOUR, ended],
  ];
  for (const other of [alive, refused])
    expect(looks(active, ...half, [2 * HOUR, other], [12 * HOUR, ended], [13 * HOUR, ended]).endedAt).toBeUndefined();
  expect(looks(active, ...half, [2 * HOUR, silent], [12 * HOUR, ended]).endedAt).toEqual(NOON);
});

test('a call that is refused pauses sending, and Slack is asked about the token at once', () => {
  expect(afterRefusal(active, 'invalid_auth', NOON)).toEqual({
    status: 'unreachable',
    trouble: { since: NOON, tries: 1, code: 'invalid_auth' },
    checkAt: NOON,
  });
});

test('where calls are refused while the token works, pauses grow until a look finds nothing paused', () => {
  const first = afterRefusal(active, 'missing_scope', NOON);
  const taken = looks(first, [0, alive]);
  expect(taken).toMatchObject({ status: 'active', trouble: { tries: 1 }, checkAt: after(MINUTE) });
  const second = afterRefusal(taken, 'missing_scope', after(2_000));
  expect(second).toMatchObject({ status: 'unreachable', trouble: { since: NOON, tries: 2 } });
  expect(second.checkAt).toEqual(after(2 * MINUTE + 2_000));
  const healed = looks(second, [3 * MINUTE, alive], [5 * MINUTE, alive]);
  expect(healed).toEqual({ status: 'active', checkAt: after(5 * MINUTE + CHECK_EVERY_MS) });
});
