import { opaque, tenantId, userId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { collection } from './collection.ts';
import type { Index } from './indexes.ts';

const _id = opaque(z.string());
const tenant = tenantId;
const user = userId;
const rows = (shape: z.ZodRawShape, ...indexes: Index['fields'][]) => ({
  name: 'rows',
  schema: z.object(shape),
  indexes: indexes.map((fields) => ({ fields })),
});

test.each([
  ['of a customer', rows({ _id, tenant }), 'the rows of a customer: add an index that begins with tenant'],
  ['of a customer, whose id does not come first', rows({ _id, tenant }, { _id: 1, tenant: 1 }), 'begins with tenant'],
  ['of a customer, only those of its people', rows({ _id, tenant, user }, { user: 1 }), 'begins with tenant'],
  ['of a person', rows({ _id, tenant, user }, { tenant: 1 }), 'begins with user, or with tenant and user'],
  ['of people who may be missing', rows({ _id, tenant, user: user.optional() }, { tenant: 1 }), 'of a person'],
])('a collection is refused when no index finds the rows %s', (_what, definition, message) => {
  expect(() => collection(definition)).toThrow(message);
  expect(() => collection({ ...definition, kept: 'nobody erases it' })).not.toThrow();
});

test('a collection is refused when rows have a person but no customer', () => {
  expect(() => collection(rows({ _id: user }))).toThrow('rows have a user but no tenant');
});

test.each([
  ['the id is that of the customer', rows({ _id: tenant, tenant })],
  ['the id is that of the person', rows({ _id: user, tenant, user }, { tenant: 1 })],
  ['an index begins with both', rows({ _id, tenant, user }, { tenant: 1, user: 1 })],
  ['there is an index for each', rows({ _id, tenant, user }, { tenant: 1 }, { user: 1, tenant: 1 })],
])('rows can be erased where %s', (_what, definition) => {
  expect(collection(definition)).toMatchObject({ name: 'rows' });
});
