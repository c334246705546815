import type { ServiceName } from '@crescendo/contracts';
import mongoose from 'mongoose';
import { inject } from 'vitest';

/** Writes fields of a row directly, without the service that owns it, as the databases' administrator can. */
export async function rewriteRow(
  service: ServiceName,
  { collection, id, fields }: { collection: string; id: string; fields: Record<string, unknown> },
): Promise<void> {
  const uri = inject('system').run.mongodb?.uri;
  if (!uri) throw new Error('the system has no database');
  const client = await new mongoose.mongo.MongoClient(uri).connect();
  try {
    const rows = client.db(service).collection<{ _id: string }>(collection);
    const { matchedCount } = await rows.updateOne({ _id: id }, { $set: fields });
    if (matchedCount !== 1) throw new Error(`${service} has no such row in ${collection}`);
  } finally {
    await client.close();
  }
}
