import { newId } from '@crescendo/contracts';
import mongoose from 'mongoose';

const AT_ONCE = 1_000;

/** Adds `count` old rows to the inbox and to the outbox of each of these services. */
export async function addDocuments(adminUri: string, databases: readonly string[], count: number): Promise<void> {
  const client = new mongoose.mongo.MongoClient(adminUri);
  try {
    for (const database of databases)
      for (let left = count; left > 0; left -= AT_ONCE) {
        const some = Array.from({ length: Math.min(AT_ONCE, left) }, () => newId('event'));
        await client.db(database).collection<{ _id: string }>('inbox').insertMany(some.map(handled));
        await client.db(database).collection<{ _id: string }>('outbox').insertMany(some.map(sent));
      }
  } finally {
    await client.close();
  }
}

const tenant = newId('tenant');

const handled = (_id: string) => ({ _id, tenant, type: 'message-sent', outcome: 'done', at: new Date() });

const sent = (_id: string) => ({
  _id,
  tenant,
  topic: 'crescendo.users',
  key: tenant,
  type: 'message-sent',
  source: '/crescendo/gateway',
  time: new Date(),
  value: '{}',
  status: 'sent',
  cause: 'local',
  position: Date.now(),
  index: 0,
  createdAt: new Date(),
  sentAt: new Date(),
});
