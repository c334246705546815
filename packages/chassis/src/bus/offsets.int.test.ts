import { expect, test } from 'vitest';
import { defineService } from '../service.ts';
import { testService } from '../testing/index.ts';
import { moveOffset, partitionRow } from './offsets.ts';

const partition = { topic: 'crescendo.users', partition: 0 };

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
