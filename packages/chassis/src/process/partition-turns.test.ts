import { expect, test } from 'vitest';
import { createPartitionTurns } from './partition-turns.ts';

const [here, there] = [0, 1].map((partition) => ({ topic: 'crescendo.users', partition })) as [
  { topic: string; partition: number },
  { topic: string; partition: number },
];

test('work on a partition waits for the work before it, that on another does not', async () => {
  const turns = createPartitionTurns();
  const seen: string[] = [];
  const first = Promise.withResolvers<void>();
  const taken = [
    turns(here, async () => {
      await first.promise;
      seen.push('first');
    }),
    turns(here, async () => void seen.push('second')),
  ];
  await turns(there, async () => void seen.push('elsewhere'));
  expect(seen).toEqual(['elsewhere']);
  first.resolve();
  await Promise.all(taken);
  expect(seen).toEqual(['elsewhere', 'first', 'second']);
});

test('a turn that fails tells whoever took it, and lets the next begin', async () => {
  const turns = createPartitionTurns();
  const failing = turns(here, async () => {
    throw new Error('no');
  });
  const next = turns(here, async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
