import { newId, permanent } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import type { BatchHandler } from '../handlers/on.ts';
import { MAX_CHUNK, type Read, steps } from './chunks.ts';

const folding: BatchHandler = { kind: 'batch', types: [], opens: [], publishes: [], async handle() {} };
const other: BatchHandler = { ...folding };
const handlers: Record<string, 'single' | BatchHandler> = { single: 'single', fold: folding, other };

const reads = (types: readonly string[]): Read[] =>
  types.map((type, offset) => ({
    offset,
    event:
      type === 'broken'
        ? permanent('undecodable', 'It is no event.')
        : {
            id: newId('event'),
            type,
            source: '/crescendo/test',
            time: new Date(),
            tenant: newId('tenant'),
            user: undefined,
            key: 'k',
            value: '{}',
            traceparent: undefined,
          },
  }));

const cut = (types: readonly string[]) =>
  [...steps(reads(types), (event) => ('type' in event ? handlers[event.type] : 'single'))].map((step) => [
    step.kind,
    ...step.reads.map(({ offset }) => offset),
  ]);

test('consecutive events of a batch handler are one chunk', () => {
  expect(cut(['fold', 'fold', 'fold'])).toEqual([['chunk', 0, 1, 2]]);
});

test('a chunk ends where the next record needs another handler, or none', () => {
  expect(cut(['fold', 'single', 'fold', 'fold', 'other', 'stranger', 'broken', 'fold'])).toEqual([
    ['chunk', 0],
    ['single', 1],
    ['chunk', 2, 3],
    ['chunk', 4],
    ['pass', 5],
    ['single', 6],
    ['chunk', 7],
  ]);
});

test('a chunk is never larger than one transaction should be', () => {
  const sizes = cut(Array.from({ length: 2 * MAX_CHUNK + 1 }, () => 'fold')).map((step) => step.length - 1);
  expect(sizes).toEqual([MAX_CHUNK, MAX_CHUNK, 1]);
});
