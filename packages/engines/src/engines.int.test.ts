import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Engines, startEngines } from './engines.ts';
import { hostsOf } from './mongodb-users.ts';

/** These tests kill engines, so they have their own. */
describe('engines of our own', () => {
  let dir: string;
  let engines: Engines;
  const clients: mongoose.mongo.MongoClient[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crescendo-engines-'));
    engines = await startEngines({ dir });
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await engines?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function database(name: string) {
    const client = new mongoose.mongo.MongoClient(await engines.mongodb.uriFor(name), {
      serverSelectionTimeoutMS: 2_000,
    });
    clients.push(client);
    return client;
  }

  function kafka() {
    return new Kafka({ brokers: [engines.kafka.brokers], logLevel: logLevel.NOTHING });
  }

  test("a database's user is refused in every other database", async () => {
    const client = await database('billing');
    await client.db('billing').collection('seats').insertOne({ count: 1 });
    for (const other of ['gateway', 'admin']) {
      const collection = client.db(other).collection('seats');
      await expect(collection.findOne({})).rejects.toMatchObject({ code: 13 });
      await expect(collection.insertOne({})).rejects.toMatchObject({ code: 13 });
    }
  });

  test('nobody gets in without a password', async () => {
    const host = hostsOf(engines.mongodb.adminUri);
    const client = new mongoose.mongo.MongoClient(`mongodb://${host}/?directConnection=true`);
    clients.push(client);
    await expect(client.db('billing').collection('seats').findOne({})).rejects.toMatchObject({ code: 13 });
  });

  test('the database keeps every acknowledged transaction through kill -9', async () => {
    const client = await database('ledger');
    const rows = client.db('ledger').collection<{ _id: number; pair?: number }>('rows');
    await rows.insertOne({ _id: -1 });
    let acknowledged = 0;
    const broken = expect(
      (async () => {
        for (let pair = 0; ; pair++) {
          const session = client.startSession();
          session.startTransaction();
          await rows.insertMany(
            [
              { _id: 2 * pair, pair },
              { _id: 2 * pair + 1, pair },
            ],
            { session },
          );
          await session.commitTransaction();
          acknowledged = pair + 1;
        }
      })(),
    ).rejects.toThrow();
    await vi.waitUntil(() => acknowledged > 50, { timeout: 60_000 });
    await engines.mongodb.kill();
    await broken;
    expect(engines.mongodb.pid).toBeUndefined();

    await engines.mongodb.start();
    const after = (await database('ledger')).db('ledger').collection('rows');
    expect(await after.countDocuments({ pair: { $lt: acknowledged } })).toBe(2 * acknowledged);
    expect((await after.countDocuments({ pair: { $gte: 0 } })) % 2).toBe(0);
  });

  test('Kafka keeps every acknowledged message through kill -9', async () => {
    const admin = kafka().admin();
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }], waitForLeaders: true });
    await admin.disconnect();
    const producer = kafka().producer();
    await producer.connect();
    for (let i = 0; i < 100; i++) await producer.send({ topic: 'kept', acks: -1, messages: [{ value: String(i) }] });
    await producer.disconnect();

    await engines.kafka.kill();
    await engines.kafka.start();
    const again = kafka().admin();
    expect(await again.fetchTopicOffsets('kept')).toMatchObject([{ partition: 0, offset: '100' }]);
    await again.disconnect();
  });

  test('Kafka makes no topic by itself', async () => {
    const producer = kafka().producer({ retry: { retries: 0 } });
    await producer.connect();
    await expect(producer.send({ topic: 'not-made', messages: [{ value: 'x' }] })).rejects.toThrow();
    await producer.disconnect();
    const admin = kafka().admin();
    expect(await admin.listTopics()).not.toContain('not-made');
    await admin.disconnect();
  });
});
