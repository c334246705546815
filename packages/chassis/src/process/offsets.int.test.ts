import { testService } from '@crescendo/chassis-testing';
import { expect, test } from 'vitest';
import { defineService } from '../service.ts';
import { deadLetters, undecodableAt } from './dead-letters.ts';
import { offsets } from './inbox.ts';
import { moveOffset, partitionRow } from './offsets.ts';

const partition = { topic: 'crescendo.users', partition: 0 };

test('a row that was moved by hand refuses whoever had it before, though it stands where that one left it', async () => {
  const { store } = await testService(defineService({ name: 'billing' }));
  const before = await partitionRow(store, partition, 7);
  await moveOffset(store, { to: { ...partition, offset: 9 }, from: before });
  await store.model(offsets).updateOne({}, { $set: { next: 7 } });
  await partitionRow(store, partition, 0);
  const late = moveOffset(store, { to: { ...partition, offset: 7 }, from: before });
  await expect(late).rejects.toMatchObject({ code: 'stale-offset' });
});

test('whoever has the row knows whether dead letters are behind it, or has it no more', async () => {
  const { store } = await testService(defineService({ name: 'billing' }));
  const [mine, theirs] = [await partitionRow(store, partition, 7), await partitionRow(store, partition, 7)];
  expect(mine.mayHaveLetters).toBe(false);
  const to = { ...partition, offset: 7 };
  await store.transaction(async () => {
    await moveOffset(store, { to, from: theirs });
    await store.model(deadLetters).create([undecodableAt(to, 'undecodable')]);
  });
  await expect(moveOffset(store, { to, from: mine })).rejects.toMatchObject({ code: 'stale-offset' });
  expect(await partitionRow(store, partition, 7)).toMatchObject({ next: 8, mayHaveLetters: true });
});

test('a copy that comes late does not make the row forget what was seen after the original', async () => {
  const { store } = await testService(defineService({ name: 'billing' }));
  const row = () => partitionRow(store, partition, 0);
  const move = async (offset: number, number: number) =>
    moveOffset(store, {
      to: { ...partition, offset },
      from: await row(),
      seen: new Map([['ingestion slack/0/e', number]]),
    });
  await row();
  for (const [offset, number] of [10_000, 20_000, 30_000, 10_000].entries()) await move(offset, number);
  expect(await row()).toMatchObject({ next: 4, seen: new Map([['ingestion slack/0/e', 30_000]]) });
});
