import { expect, test } from 'vitest';
import { assignmentId, eventId, type IdKind, idPrefixes, newId, tenantId, userId } from './ids.ts';

test('an id says by its prefix what it names, and nothing else', () => {
  for (const kind of Object.keys(idPrefixes) as IdKind[])
    expect(newId(kind)).toMatch(new RegExp(`^${idPrefixes[kind]}_[0-9a-z]{26}$`));
});

test('ids do not repeat, and are in no order that tells which came first', () => {
  const ids = Array.from({ length: 10_000 }, () => newId('user'));
  expect(new Set(ids).size).toBe(ids.length);
  const ascending = ids.filter((id, i) => id > (ids[i - 1] ?? '')).length;
  expect(ascending).toBeGreaterThan(4_500);
  expect(ascending).toBeLessThan(5_500);
});

test('every character is as likely as any other', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 10_000; i++)
    for (const character of newId('user').slice(4)) counts.set(character, (counts.get(character) ?? 0) + 1);
  const expected = (10_000 * 26) / 32;
  expect(counts.size).toBe(32);
  for (const [character, count] of counts) expect(Math.abs(count - expected), character).toBeLessThan(expected * 0.1);
});

test('an id of one kind is none of another', () => {
  expect(userId.safeParse(newId('user')).success).toBe(true);
  for (const other of [tenantId, eventId, assignmentId]) expect(other.safeParse(newId('user')).success).toBe(false);
  for (const text of ['usr_', 'usr_short', 'U0123456789ABCDEFG', `usr_${'x'.repeat(65)}`, `${newId('user')} `])
    expect(userId.safeParse(text).success, text).toBe(false);
});
