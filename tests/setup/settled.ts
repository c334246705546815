import { services, streams } from '@crescendo/contracts';
import { topicEnds } from '@crescendo/scan';
import mongoose, { type Connection } from 'mongoose';
import { inject, vi } from 'vitest';

const topics = streams.map(({ topic }) => topic);

/**
 * Resolves when nothing is under way any more: every consumer has handled its partitions to their end, outboxes are empty
 * no effect is still to be done, and no control event waits to be tried again. Looked at twice, since something could move on between two looks at its places.
 */
export async function settled(): Promise<void> {
  const { kafka, mongodb } = inject('system').run;
  if (!kafka || !mongodb) throw new Error('the system has no engines');
  await settledIn({ brokers: kafka.brokers, mongodbUri: mongodb.uri });
}

/** The same, of a system that is not everybody's. */
export async function settledIn({ brokers, mongodbUri }: { brokers: string; mongodbUri: string }): Promise<void> {
  const connection = await mongoose.createConnection(mongodbUri).asPromise();
  let before: string | undefined;
  try {
    await vi.waitFor(
      async () => {
        const ends = await topicEnds(brokers, topics);
        const underWay = (await Promise.all(services.map((service) => underWayIn(connection, service, ends)))).flat();
        const now = JSON.stringify([...ends].map(String).sort());
        const still = now === before;
        before = underWay.length === 0 ? now : undefined;
        if (underWay.length > 0 || !still) throw new Error(`still under way: ${underWay.join(', ')}`);
      },
      { timeout: 120_000, interval: 300 },
    );
  } finally {
    await connection.close();
  }
}

/** The places where something of a service is under way. No more is read than that: many tests may wait at once. */
async function underWayIn(
  connection: Connection,
  service: string,
  ends: ReadonlyMap<string, bigint>,
): Promise<string[]> {
  const database = connection.useDb(service);
  const look = async (collection: string, filter: object) => {
    const rows = await database
      .collection(collection)
      .find(filter, { projection: { next: 1 } })
      .toArray();
    return rows.map(({ _id, next }) => ({ id: String(_id), next: Number(next) }));
  };
  const [offsets, outbox, ledger, setAside] = await Promise.all([
    look('offsets', {}),
    look('outbox', { status: 'pending' }),
    look('ledger', { status: { $in: ['intended', 'sending'] } }),
    look('deadLetters', { status: 'set-aside' }),
  ]);
  const handled = new Map(offsets.map(({ id, next }) => [id, BigInt(next)]));
  const consumed = new Set(offsets.map(({ id }) => topicOf(id)));
  // A partition of which nothing was handled yet has no row.
  const behind = [...ends].filter(([id, end]) => consumed.has(topicOf(id)) && (handled.get(id) ?? 0n) < end);
  return [
    ...behind.map(([id]) => `${service}.offsets/${id}`),
    ...outbox.map(({ id }) => `${service}.outbox/${id}`),
    ...ledger.map(({ id }) => `${service}.ledger/${id}`),
    ...setAside.map(({ id }) => `${service}.deadLetters/${id}`),
  ];
}

const topicOf = (partition: string) => partition.slice(0, partition.lastIndexOf('/'));
