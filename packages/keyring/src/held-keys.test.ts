import { expect, test } from 'vitest';
import { createHeldKeys } from './held-keys.ts';

const names = (held: { entries(): [string, unknown][] }) => held.entries().map(([name]) => name);

test('the least recently used makes room', () => {
  const held = createHeldKeys<number>(2);
  held.set('one', 1, { exempt: false });
  held.set('two', 2, { exempt: false });
  held.set('one', 1, { exempt: false });
  held.set('three', 3, { exempt: false });
  expect(names(held)).toEqual(['one', 'three']);
});

test('what is exempt makes room for nobody, and takes none', () => {
  const held = createHeldKeys<number>(2);
  for (const name of ['monday', 'tuesday', 'wednesday']) held.set(name, 0, { exempt: true });
  for (const name of ['one', 'two', 'three']) held.set(name, 0, { exempt: false });
  expect(names(held)).toEqual(['monday', 'tuesday', 'wednesday', 'two', 'three']);
});
