import { expect, test } from 'vitest';
import { z } from 'zod';
import { catalogue } from './catalogue.ts';
import { defineEvent } from './event.ts';
import { usersStream } from './streams.ts';
import { fieldsOf, opaque, personal, plain, sealedFields, special, tagOf, untaggedFields } from './tags.ts';

const tag = {
  category: 'identity',
  purpose: 'delivery',
  basis: 'contract',
  retention: 'a day',
  about: 'a test',
} as const;

test('a tag is found through optional, nullable and default', () => {
  expect(tagOf(plain(z.string()).optional())).toEqual({ class: 'plain' });
  expect(tagOf(opaque(z.string()).nullable())).toEqual({ class: 'opaque' });
  expect(tagOf(personal(z.string(), tag).optional())?.class).toBe('personal');
  expect(tagOf(z.string())).toBeUndefined();
});

test('untagged fields are named by path, inside objects and lists too', () => {
  const schema = z.object({
    id: opaque(z.string()),
    name: z.string(),
    place: z.object({ city: z.string(), code: plain(z.string()) }),
    notes: z.array(z.object({ text: z.string().optional() })),
  });
  expect(untaggedFields(schema)).toEqual(['name', 'place.city', 'notes[].text']);
});

test('an event with an untagged field cannot be declared', () => {
  const declare = () =>
    defineEvent({
      name: 'name-told',
      summary: 'A name was told.',
      stream: usersStream,
      producers: ['gateway'],
      data: z.object({ name: z.string() }),
    });
  expect(declare).toThrow('event name-told has untagged fields: name');
});

test('a sealed field takes a JWE and nothing in clear', () => {
  const field = special(z.number(), tag);
  expect(field.safeParse('3').success).toBe(false);
  expect(field.safeParse(3).success).toBe(false);
  expect(field.safeParse(`${'e'.repeat(40)}..${'i'.repeat(16)}.${'c'.repeat(8)}.${'t'.repeat(22)}`).success).toBe(true);
});

test('every field of every event in the catalogue is tagged, and sealed fields stand at the top', () => {
  for (const { name, schema } of catalogue) {
    expect(
      fieldsOf(schema).filter((field) => !field.tag),
      name,
    ).toEqual([]);
    for (const path of sealedFields(schema).keys()) expect(path, name).not.toMatch(/[.[]/);
  }
});
