import { collection } from '@crescendo/chassis';
import { opaque, plain } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { indexFor, isServed, shapeOf } from './served.ts';

const definition = {
  name: 'letters',
  schema: z.object({ _id: opaque(z.string()), box: plain(z.string()), at: plain(z.date()), read: plain(z.boolean()) }),
  indexes: [{ fields: { box: 1, read: 1 } }, { fields: { at: 1 } }],
} as const;
const letters = collection(definition);
const now = new Date();

test.each([
  ['by its id', { filter: { _id: 'one', read: true } }],
  ['by the first field of an index', { filter: { box: 'mine', at: now } }],
  ['by a list', { filter: { box: { $in: ['mine', 'yours'] } } }],
  ['by a range', { filter: { at: { $lte: now } } }],
  ['by one or the other, each with an index', { filter: { $or: [{ box: 'mine' }, { at: { $gt: now } }] } }],
  ['for the first in the order of an index', { filter: {}, sort: { at: 1 as const }, limited: true }],
])('an index serves what is asked %s', (_how, query) => {
  expect(isServed(letters, query)).toBe(true);
});

test.each([
  ['by nothing', { filter: {} }],
  ['by a later field of an index', { filter: { read: true } }],
  ['by what it is not', { filter: { box: { $ne: 'mine' }, at: { $nin: [now] } } }],
  ['by whether it is there', { filter: { box: { $exists: true } } }],
  ['by one or the other, one without an index', { filter: { $or: [{ box: 'mine' }, { read: true }] } }],
  ['for all, in the order of an index', { filter: { read: true }, sort: { at: 1 as const } }],
  ['for the first in another order', { filter: {}, sort: { read: 1 as const }, limited: true }],
  ['by nothing that is known', { filter: { box: undefined } }],
])('no index serves what is asked %s', (_how, query) => {
  expect(isServed(letters, query)).toBe(false);
  expect(isServed(collection({ ...definition, small: 'there are ten' }), query)).toBe(true);
});

test('a query is told without its values, with the index that would serve it', () => {
  const query = { filter: { at: { $gt: now }, read: true, box: { $ne: 'mine' } }, sort: { box: -1 as const } };
  expect(shapeOf(query)).toBe('at (range), read, box ($ne), sorted by box');
  expect(indexFor(query)).toEqual({ read: 1, box: -1, at: 1 });
});
