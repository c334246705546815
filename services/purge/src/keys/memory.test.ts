import { expect, test } from 'vitest';
import { createMemory } from './memory.ts';

const at = (seconds: number) => new Date(seconds * 1000);

test('a value is remembered for its time and not longer', () => {
  const memory = createMemory<string, number>({ capacity: 10, seconds: 5 });
  memory.set('a', 1, at(0));
  expect(memory.get('a', at(4.999))).toBe(1);
  expect(memory.get('a', at(5))).toBeUndefined();
});

test('when there is no more room the oldest is forgotten', () => {
  const memory = createMemory<string, number>({ capacity: 2, seconds: 5 });
  for (const [at_, name] of ['a', 'b', 'c'].entries()) memory.set(name, at_, at(0));
  expect(['a', 'b', 'c'].map((name) => memory.get(name, at(1)))).toEqual([undefined, 1, 2]);
});

test('what is dropped is not remembered, the rest is', () => {
  const memory = createMemory<string, number>({ capacity: 10, seconds: 5 });
  for (const name of ['tnt_a 1', 'tnt_a 2', 'tnt_b 1']) memory.set(name, 1, at(0));
  memory.drop((name) => name.startsWith('tnt_a '));
  expect(['tnt_a 1', 'tnt_a 2', 'tnt_b 1'].map((name) => memory.get(name, at(1)))).toEqual([undefined, undefined, 1]);
});
