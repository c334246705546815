import { expect, test } from 'vitest';
import { alternate } from './alternate.ts';

test('contenders take turns, the second first in every other round, and the first round only warms up', async () => {
  const order: string[] = [];
  const contender = (name: string) => async () => order.push(name);
  const found = await alternate({ ours: contender('ours'), bare: contender('bare') }, { rounds: 2 });
  expect(order).toEqual(['ours', 'bare', 'bare', 'ours', 'ours', 'bare']);
  expect(found).toEqual({ ours: [4, 5], bare: [3, 6] });
});

test('each round that counts is told', async () => {
  const told: unknown[] = [];
  const onRound = (...round: unknown[]) => told.push(round);
  await alternate({ ours: async () => 2, bare: async () => 4 }, { rounds: 2, onRound });
  expect(told).toEqual([
    [1, { ours: 2, bare: 4 }],
    [2, { ours: 2, bare: 4 }],
  ]);
});

test('what fails in a round ends it all', async () => {
  const failing = () => Promise.reject(new Error('refused'));
  await expect(alternate({ ours: failing }, { rounds: 1 })).rejects.toThrow('refused');
});
