import mongoose from 'mongoose';

const { MongoClient, BSON } = mongoose.mongo;
type Client = InstanceType<typeof MongoClient>;

/** A document, with its bytes in the database. */
export type StoredDocument = {
  database: string;
  collection: string;
  document: Record<string, unknown>;
  bytes: Uint8Array;
};

/** Every document of the databases, and the declarations of their collections (as collection `(declared)`). */
export async function* readDatabases(adminUri: string): AsyncIterable<StoredDocument> {
  const client = await connect(adminUri);
  try {
    const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name: database } of databases) {
      for (const declared of await client.db(database).listCollections().toArray()) {
        const document = { _id: declared.name, ...declared };
        yield { database, collection: '(declared)', document, bytes: BSON.serialize(document) };
        for await (const bytes of rawDocuments(client, database, declared.name)) {
          yield { database, collection: declared.name, document: BSON.deserialize(bytes), bytes };
        }
      }
    }
  } finally {
    await client.close();
  }
}

async function* rawDocuments(client: Client, database: string, collection: string): AsyncIterable<Uint8Array> {
  for await (const bytes of client.db(database).collection(collection).find({}, { raw: true })) {
    if (!(bytes instanceof Uint8Array)) throw new Error('the driver did not answer a raw document');
    yield bytes;
  }
}

/** Puts a document into a separate database; resolves to a function that drops the database. */
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
