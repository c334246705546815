import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { byteSearch } from './byte-search.ts';
import { formsOf, marksIn } from './marks.ts';

const value = 'Zoë “Zo” van der Berg <zoe+b@example.org>';
const forms = formsOf({ name: 'a person', value });
const occurs = byteSearch(forms.map(({ bytes }) => bytes));
const formsIn = (text: string | Buffer) => [...occurs(Buffer.from(text))].map((index) => forms[index]?.form);

test.each([
  ['text', `x${value}x`],
  ['text, in other letters', value.toUpperCase().replace('Ë', 'ë')],
  ['JSON', JSON.stringify({ nested: [value] })],
  ['a URL', new URL(`https://example.org/?name=${encodeURIComponent(value)}`).href],
  ['a form', new URLSearchParams({ name: value, more: 'x' }).toString()],
  ['UTF-16', Buffer.from(`x${value}`, 'utf16le')],
  ['hexadecimal', Buffer.from(`x${value}`).toString('hex')],
  ['a hash that anyone can try', createHash('sha256').update(value).digest('base64url')],
])('a mark is found in %s', (_how, text) => {
  expect(formsIn(text)).not.toEqual([]);
});

test.each(['', 'a', 'ab', 'abc', 'abcd'])('a mark is found in Base64, with %j before it', (before) => {
  const bytes = Buffer.from(`${before}${value} and more`);
  expect(formsIn(bytes.toString('base64'))).toContain('base64');
  expect(formsIn(bytes.toString('base64url'))).not.toEqual([]);
});

test('a mark is not found where it is not', () => {
  expect(formsIn('Zoë van der Berg, zoe@example.org')).toEqual([]);
});

test.each(['short', 'x'.repeat(500)])('a mark that proves nothing is refused', (wrong) => {
  expect(() => formsOf({ name: 'wrong', value: wrong })).toThrow('the mark wrong has');
});

test('marks are read one a line and named by it, without comments', () => {
  const text = '# people\nRobin Example\n\n  robin@example.org  \r\n';
  expect(marksIn(text)).toEqual([
    { name: 'line 2', value: 'Robin Example' },
    { name: 'line 4', value: 'robin@example.org' },
  ]);
});

test.each(['', '# nothing\n', 'Robin Example\nshort\n'])(
  'a list of marks that proves nothing is refused: %j',
  (text) => {
    expect(() => marksIn(text)).toThrow();
  },
);
