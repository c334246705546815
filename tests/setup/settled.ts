import { streams } from '@crescendo/contracts';
import { type StoredDocument, topicEnds } from '@crescendo/dev/scan';
import { inject, vi } from 'vitest';
import { everythingStored } from './stored.ts';

const topics = streams.map(({ topic }) => topic);

/**
 * Resolves when nothing is under way any more: every consumer has handled its partitions to their end, outboxes are empty
 * and no effect is still to be done. Looked at twice, since something could move on between two looks at its places.
 */
export async function settled(): Promise<void> {
  const { kafka } = inject('system').run;
  if (!kafka) throw new Error('the system has no Kafka');
  let before: string | undefined;
  await vi.waitFor(
    async () => {
      const ends = await topicEnds(kafka.brokers, topics);
      const underWay = (await everythingStored()).filter((row) => isUnderWay(row, ends));
      const now = JSON.stringify([...ends].map(String).sort());
      const still = now === before;
      before = underWay.length === 0 ? now : undefined;
      if (underWay.length > 0 || !still) throw new Error(`still under way: ${placesOf(underWay)}`);
    },
    { timeout: 30_000, interval: 200 },
  );
}

function isUnderWay({ collection, document }: StoredDocument, ends: ReadonlyMap<string, bigint>): boolean {
  switch (collection) {
    case 'offsets':
      return BigInt(Number(document.next)) < (ends.get(String(document._id)) ?? 0n);
    case 'outbox':
      return document.status === 'pending';
    case 'ledger':
      return document.status === 'intended' || document.status === 'sending';
    default:
      return false;
  }
}

const placesOf = (rows: readonly StoredDocument[]) =>
  rows.map(({ database, collection, document }) => `${database}.${collection}/${document._id}`).join(', ');
