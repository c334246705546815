import { expect, test } from 'vitest';
import { ExpiringMap } from './expiring-map.ts';

function mapAt(options: { ttl: number; capacity: number }) {
  const clock = { now: 0 };
  return { clock, map: new ExpiringMap<string>({ ...options, now: () => clock.now }) };
}

test('an entry is forgotten once its time is over', () => {
  const { clock, map } = mapAt({ ttl: 100, capacity: 10 });
  map.set('a', 'first');
  clock.now = 99;
  expect(map.get('a')).toBe('first');
  clock.now = 100;
  expect(map.get('a')).toBeUndefined();
});

test('setting an entry again renews it', () => {
  const { clock, map } = mapAt({ ttl: 100, capacity: 10 });
  map.set('a', 'first');
  clock.now = 60;
  map.set('a', 'second');
  clock.now = 120;
  expect(map.get('a')).toBe('second');
});

test('when it is full the oldest goes', () => {
  const { map } = mapAt({ ttl: 100, capacity: 2 });
  for (const key of ['a', 'b', 'c']) map.set(key, key);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([undefined, 'b', 'c']);
});
