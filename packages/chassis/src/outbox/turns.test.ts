import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

/** Notes when a promise resolves. */
function noting() {
  const noted: string[] = [];
  return { noted, note: (what: string, when: Promise<void>) => void when.then(() => noted.push(what)) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a turn waits for the one before it of the same key, and for no other', async () => {
  const { noted, note } = noting();
  const turnOf = createTurns();
  const [first, second, other] = [turnOf('a'), turnOf('a'), turnOf('b')];
  note('first may be sent', first.mayBeSent);
  note('second may be sent', second.mayBeSent);
  note('second may detour', second.mayDetour);
  note('other may be sent', other.mayBeSent);
  await settled();
  expect(noted).toEqual(['first may be sent', 'other may be sent']);
  first.sent();
  await settled();
  expect(noted).toContain('second may be sent');
  expect(noted).not.toContain('second may detour');
  first.over();
  await settled();
  expect(noted).toContain('second may detour');
});

test('whoever follows a detour knows, as soon as it may be sent', async () => {
  const turnOf = createTurns();
  const [first, second] = [turnOf('a'), turnOf('a')];
  first.detours();
  await second.mayBeSent;
  expect(second.followsDetour()).toBe(true);
});

test('a turn that ended unsent holds nobody up', async () => {
  const turnOf = createTurns();
  const [first, second] = [turnOf('a'), turnOf('a')];
  first.over();
  await second.mayBeSent;
  await second.mayDetour;
  expect(second.followsDetour()).toBe(false);
});

test('a key is forgotten after its last turn', async () => {
  const turnOf = createTurns();
  const first = turnOf('a');
  first.detours();
  first.over();
  expect(turnOf('a').followsDetour()).toBe(false);
});
