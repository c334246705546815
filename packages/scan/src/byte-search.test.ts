import { expect, test } from 'vitest';
import { byteSearch } from './byte-search.ts';

const found = (patterns: string[], text: string) =>
  [...byteSearch(patterns.map((pattern) => Buffer.from(pattern)))(Buffer.from(text))].map((index) => patterns[index]);

test('patterns are found wherever they stand, whatever their length', () => {
  const patterns = ['first words', 'in between', 'and the very last ones', 'nowhere'];
  const text = `first words${'.'.repeat(1000)}in between${'-'.repeat(7)}and the very last ones`;
  expect(found(patterns, text).sort()).toEqual(['and the very last ones', 'first words', 'in between']);
});

test('patterns that overlap, or begin or end alike, do not hide each other', () => {
  expect(found(['abcdef', 'cdefgh', 'abcdeX', 'Xbcdef', 'defghi'], '__abcdefghi')).toEqual([
    'abcdef',
    'cdefgh',
    'defghi',
  ]);
});

test('upper and lower case are alike', () => {
  expect(found(['Robin.Example'], 'to ROBIN.example now')).toEqual(['Robin.Example']);
});

test('a pattern that is cut off at the end is not found', () => {
  expect(found(['complete'], 'complet')).toEqual([]);
});

test('it finds among random bytes exactly what is there', () => {
  const letters = (seed: number, length: number) =>
    Array.from({ length }, (_, place) => 'abcd'[(seed * (place + 3) * 7 + ((place * place * seed) % 11)) % 4]).join('');
  const text = letters(5, 5_000);
  const patterns = Array.from({ length: 300 }, (_, seed) => letters(seed, 6 + (seed % 5)));
  expect(new Set(found(patterns, text))).toEqual(new Set(patterns.filter((pattern) => text.includes(pattern))));
});
