import { channel } from 'node:diagnostics_channel';
import { permanent } from '@crescendo/contracts';
import mongooseModule, { type ClientSession, Mongoose, type mongo } from 'mongoose';
import { type Deadline, tooLate } from '../waiting/deadline.ts';
import type { Collection, ModelOf, RowOf } from './collection.ts';
import { commitOnce, commitUntilAnswered } from './commit.ts';
import type { Index } from './indexes.ts';
import { databaseValidator, mongooseSchema } from './schema.ts';
import { createTransactionSessions, transactionSessions } from './transaction-sessions.ts';

const NAMESPACE_EXISTS = 48;
/** An hour: a server silent for longer is no longer deleting. */
const DELETING_MS = 3_600_000;

export type Store = {
  model<C extends Collection>(collection: C): ModelOf<C>;
  /**
   * Runs `work` in a transaction that reads a snapshot and commits with majority; model calls inside join it
   * automatically. After errors that the driver labels as transient it runs again from the start, so `work` must build
   * everything it uses anew.
   *
   * With `terms`, no attempt and no commit starts after the deadline (a retriable Failure `too-late`), and a commit
   * whose answer was lost is not repeated.
   */
  transaction<T>(work: (session: ClientSession) => Promise<T>, terms?: CommitTerms): Promise<T>;
  /**
   * Aborts every open transaction of the service, in any process: none of them can commit. Running processes run theirs
   * again from the start.
   */
  endTransactions(): Promise<void>;
  /**
   * Updates all matching rows, in its own transaction. Without one the embedded database locks the collection while it
   * waits for another transaction that changed a row, and that transaction may itself wait for the collection.
   */
  updateAll<C extends Collection>(
    collection: C,
    filter: mongo.Filter<RowOf<C>>,
    change: mongo.UpdateFilter<RowOf<C>>,
  ): Promise<void>;
  /**
   * Deletes all matching rows, outside any transaction, and waits as long as it takes: hundreds of thousands of rows
   * take longer than any other call may.
   */
  deleteAll(
    collection: Collection,
    filter: Record<string, unknown>,
    options: { hint?: Index['fields'] },
  ): Promise<void>;
  /** Whether a server is known at the moment. If not, calls wait for one and then fail. */
  isConnected(): boolean;
  /** Milliseconds for a round trip; throws when the database does not answer. */
  ping(): Promise<number>;
  close(): Promise<void>;
};

/** Publishes each store before it is used: tests subscribe to find queries that no index serves. */
export const storeOpened = channel('crescendo:store-opened');
export type OpenedStore = { store: Store; collections: readonly Collection[] };

/** Terms for work with a waiting caller. */
export type CommitTerms = {
  until: Deadline;
  /** Called before each commit. From then until the transaction ends nobody knows whether the work is committed. */
  commits: () => void;
};

/** Creates a collection if it is missing, and updates its validator and indexes. Idempotent across replicas. */
async function ensure(db: mongo.Db, { name, schema, indexes }: Collection): Promise<void> {
  const validator = databaseValidator(schema);
  try {
    await db.createCollection(name, { validator });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === NAMESPACE_EXISTS)) throw error;
    await db.command({ collMod: name, validator });
  }
  const wanted = indexes.map(({ fields, ...options }) => ({ key: fields, ...options }));
  if (wanted.length > 0) await db.collection(name).createIndexes(wanted);
}

/**
 * Connects to a service's own database, creates or updates its collections, and ends the transactions that killed
 * processes of the service left open.
 *
 * @param options.uri MongoDB connection string with the service's user and database
 * @param options.connectTimeoutMs milliseconds that a connection may take to be made. Default 2,000.
 */
export async function openStore(options: {
  uri: string;
  collections: readonly Collection[];
  connectTimeoutMs?: number;
}): Promise<Store> {
  const mongoose = new Mongoose();
  mongoose.set('transactionAsyncLocalStorage', true);
  mongoose.set('bufferCommands', false);
  await mongoose.connect(options.uri, {
    // Calls fail soon when the database is away; the caller waits and retries.
    serverSelectionTimeoutMS: 2_000,
    connectTimeoutMS: options.connectTimeoutMs ?? 2_000,
    socketTimeoutMS: 30_000,
    maxPoolSize: 20,
    writeConcern: { w: 'majority', journal: true },
    retryWrites: true,
  });
  try {
    const collections = [...new Set([...options.collections, transactionSessions])];
    const store = await prepare(mongoose, options.uri, collections);
    storeOpened.publish({ store, collections } satisfies OpenedStore);
    return store;
  } catch (error) {
    await mongoose.disconnect();
    throw error;
  }
}

function refuseLate({ until }: CommitTerms): void {
  if (until.left() <= 0) throw tooLate();
}

/** Commits once, in time or not at all. */
async function commitInTime(session: ClientSession, terms: CommitTerms): Promise<void> {
  refuseLate(terms);
  terms.commits();
  await commitOnce(session);
}

async function prepare(mongoose: Mongoose, uri: string, collections: readonly Collection[]): Promise<Store> {
  const { db } = mongoose.connection;
  if (!db) throw permanent('store-not-connected', 'The database connection was closed before it could be used.');
  // It connects at its first use.
  const patient = new mongooseModule.mongo.MongoClient(uri, {
    serverSelectionTimeoutMS: 2_000,
    socketTimeoutMS: DELETING_MS,
    maxPoolSize: 1,
    writeConcern: { w: 'majority', journal: true },
    retryWrites: true,
  });
  const models = new Map<string, unknown>();
  for (const definition of collections) {
    await ensure(db, definition);
    models.set(definition.name, mongoose.model(definition.name, mongooseSchema(definition.schema, definition.name)));
  }
  const sessions = createTransactionSessions(db, () => mongoose.connection.getClient().startSession());
  await sessions.endAll();

  async function transaction<T>(work: (session: ClientSession) => Promise<T>, terms?: CommitTerms): Promise<T> {
    const noted = async (session: ClientSession) => {
      if (terms) refuseLate(terms);
      await sessions.note(session);
      const result = await work(session);
      await (terms ? commitInTime(session, terms) : commitUntilAnswered(session));
      return result;
    };
    return await mongoose.connection.transaction(noted, {
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', journal: true },
    });
  }

  return {
    model<C extends Collection>({ name }: C) {
      const model = models.get(name);
      if (!model) throw permanent('unknown-collection', `The service does not declare a collection ${name}.`);
      return model as ModelOf<C>; // registered above under its own name
    },
    transaction,
    endTransactions: sessions.endAll,
    async updateAll({ name }, filter, change) {
      await transaction((session) =>
        db
          .collection(name)
          .updateMany(filter as mongo.Filter<mongo.Document>, change as mongo.UpdateFilter<mongo.Document>, {
            session,
          }),
      );
    },
    async deleteAll({ name }, filter, options) {
      await patient.db(db.databaseName).collection(name).deleteMany(filter, options);
    },
    isConnected: () => mongoose.connection.readyState === mongoose.STATES.connected,
    async ping() {
      const started = performance.now();
      await db.command({ ping: 1 });
      return performance.now() - started;
    },
    async close() {
      await patient.close();
      await mongoose.disconnect();
    },
  };
}
