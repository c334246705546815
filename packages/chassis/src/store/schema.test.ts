import { personal, plain, tenantId, userId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { collection } from './collection.ts';
import { databaseValidator, mongooseSchema } from './schema.ts';

const tag = {
  category: 'identity',
  purpose: 'delivery',
  basis: 'contract',
  retention: 'a test',
  about: 'a test',
} as const;

test('the validator of the database follows from the schema, sealed fields by their pattern', () => {
  const shape = z.object({
    _id: userId,
    street: personal(z.string(), tag).optional(),
    visits: plain(z.int()).nullable(),
    places: plain(z.array(z.object({ row: z.int(), at: z.date().optional() }))),
    rest: plain(z.record(z.string(), z.unknown())),
  });
  expect(databaseValidator(shape)).toEqual({
    $jsonSchema: {
      bsonType: 'object',
      required: ['_id', 'visits', 'places', 'rest'],
      additionalProperties: false,
      properties: {
        _id: { bsonType: ['string'] },
        street: { bsonType: ['string'], pattern: expect.stringContaining('\\.\\.') },
        visits: { bsonType: ['int', 'long', 'double', 'null'] },
        places: {
          bsonType: ['array'],
          items: {
            bsonType: 'object',
            required: ['row'],
            additionalProperties: false,
            properties: { row: { bsonType: ['int', 'long', 'double'] }, at: { bsonType: ['date'] } },
          },
        },
        rest: {},
      },
    },
  });
});

test.each([
  ['a default, which nobody would fill in', z.string().default('x')],
  ['a transformation, which nobody would make', z.string().transform(Number)],
  ['a type the database does not have', z.map(z.string(), z.string())],
])('a row cannot have %s', (_what, field) => {
  const shape = z.object({ _id: tenantId, field: plain(field) });
  expect(() => mongooseSchema(shape, 'rows')).toThrow('a stored field cannot be');
});

test.each([
  ['a field has no tag', { name: z.string() }, 'untagged fields: name'],
  [
    'a sealed field is inside another',
    { home: z.object({ street: personal(z.string(), tag) }) },
    'must be sealed at the top',
  ],
  ['nothing says whose a sealed field is', { street: personal(z.string(), tag) }, 'rows have no user'],
])('a collection is refused when %s', (_what, fields, message) => {
  const schema = z.object({ _id: tenantId, tenant: tenantId, ...fields });
  expect(() => collection({ name: 'rows', schema })).toThrow(message);
});

test('a row needs an id', () => {
  expect(() => collection({ name: 'rows', schema: z.object({ tenant: tenantId }) })).toThrow('needs an _id');
});
