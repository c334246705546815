import { services, streams } from '@crescendo/contracts';
import { topicEnds } from '@crescendo/scan';
import mongoose, { type Connection } from 'mongoose';
import { inject, vi } from 'vitest';

const topics = streams.map(({ topic }) => topic);

/**
 * Resolves when nothing is in progress: every consumer has handled its partitions to their end, outboxes are empty, no
 * effect is left to do, and no control event waits for a retry. Looks twice, because something could move on while it
 * reads the places one after the other.
 */
export async function settled(): Promise<void> {
  const { kafka, mongodb } = inject('system').run;
  if (!kafka || !mongodb) throw new Error('the system has no engines');
  await settledIn({ brokers: kafka.brokers, mongodbUri: mongodb.uri });
}

/** The same for a system that tests do not share. */
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

/**
 * The places where a service has work in progress. Reads no more than needed, because many tests may wait at the same
 * time.
 */
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
  // A partition has no row until something in it is handled.
  const behind = [...ends].filter(([id, end]) => consumed.has(topicOf(id)) && (handled.get(id) ?? 0n) < end);
  return [
    ...behind.map(([id]) => `${service}.offsets/${id}`),
    ...outbox.map(({ id }) => `${service}.outbox/${id}`),
    ...ledger.map(({ id }) => `${service}.ledger/${id}`),
    ...setAside.map(({ id }) => `${service}.deadLetters/${id}`),
  ];
}

const topicOf = (partition: string) => partition.slice(0, partition.lastIndexOf('/'));
