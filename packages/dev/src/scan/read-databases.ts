import mongoose from 'mongoose';

const { MongoClient } = mongoose.mongo;
type Client = InstanceType<typeof MongoClient>;

export type StoredDocument = { database: string; collection: string; document: Record<string, unknown> };

/** Everything that the databases hold, and how their collections are declared (as collection `(declared)`). */
export async function* readDatabases(adminUri: string): AsyncIterable<StoredDocument> {
  const client = await connect(adminUri);
  try {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name: database } of databases) {
      for (const declared of await client.db(database).listCollections().toArray()) {
        yield { database, collection: '(declared)', document: { _id: declared.name, ...declared } };
        for await (const document of client.db(database).collection(declared.name).find({})) {
          yield { database, collection: declared.name, document };
        }
      }
    }
  } finally {
    await client.close();
  }
}

/** Puts a document into a database of its own; answers what drops the database. */
export async function plantDocument(
  adminUri: string,
  database: string,
  document: object,
): Promise<() => Promise<void>> {
  const client = await connect(adminUri);
  await client.db(database).collection('recall').insertOne(document);
  return async () => {
    await client.db(database).dropDatabase();
    await client.close();
  };
}

function connect(uri: string): Promise<Client> {
  return new MongoClient(uri, { serverSelectionTimeoutMS: 5_000, maxPoolSize: 2 }).connect();
}
