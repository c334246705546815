import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';

const { MongoClient, MongoServerError } = mongoose.mongo;
const USER_EXISTS = 51003;
const AUTHENTICATION_FAILED = 18;

/**
 * Creates a database's user, with the database's name and access to that database only. Resolves to the URI to connect
 * with. An existing user gets the (new) password. The first write creates the database itself.
 */
export async function createDatabase(adminUri: string, name: string, password = newPassword()): Promise<string> {
  await asAdmin(adminUri, async (client) => {
    const user = { pwd: password, roles: ['readWrite', 'dbAdmin'].map((role) => ({ role, db: name })) };
    try {
      await client.db(name).command({ createUser: name, ...user });
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === USER_EXISTS)) throw error;
      await client.db(name).command({ updateUser: name, ...user });
    }
  });
  return uriOf(adminUri, { user: name, password, database: name });
}

/** Drops a database and its user; each test file does so with its own at the end. */
export async function dropDatabase(adminUri: string, name: string): Promise<void> {
  await asAdmin(adminUri, async (client) => {
    await client.db(name).dropDatabase();
    await client.db(name).command({ dropUser: name });
  });
}

/** Creates the first user, who may do everything. Only for a server without authentication. */
export async function createAdmin(openUri: string, password: string): Promise<void> {
  await asAdmin(openUri, (client) =>
    client.db('admin').command({ createUser: 'admin', pwd: password, roles: ['root'] }),
  );
}

/** Throws unless the server answers and accepts the URI's credentials. */
export async function answers(uri: string): Promise<void> {
  await asAdmin(uri, (client) => client.db('admin').command({ usersInfo: 1 }));
}

/** Throws unless a server answers at all; needs no credentials. */
export async function speaks(openUri: string): Promise<void> {
  await asAdmin(openUri, (client) => client.db('admin').command({ hello: 1 }));
}

/** True if a server answered and refused our credentials. */
export const isRefused = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === AUTHENTICATION_FAILED;

/**
 * The URI of the same server, or replica set of several, for another user. It keeps the URI's options.
 * @see https://www.mongodb.com/docs/manual/reference/connection-string/
 */
export function uriOf(uri: string, as: { user: string; password: string; database: string }): string {
  const { scheme, hosts, options } = partsOf(uri);
  const asked = new URLSearchParams(options);
  asked.set('authSource', as.database);
  const credentials = `${encodeURIComponent(as.user)}:${encodeURIComponent(as.password)}`;
  return `${scheme}${credentials}@${hosts}/${as.database}?${asked}`;
}

/** The hosts of a URI, without credentials: `host:port[,host:port]`. */
export function hostsOf(uri: string): string {
  return partsOf(uri).hosts;
}

function partsOf(uri: string): { scheme: string; hosts: string; options: string } {
  // Not parsed as a URL, because there may be several hosts.
  const [, scheme, hosts, options = ''] =
    /^(mongodb(?:\+srv)?:\/\/)(?:[^@/]*@)?([^/?]+)(?:\/[^?]*)?(?:\?(.*))?$/.exec(uri) ?? [];
  if (!scheme || !hosts) throw new Error('MONGODB_URI is not of the form mongodb://user:password@host:port/?options');
  return { scheme, hosts, options };
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

async function asAdmin<T>(uri: string, work: (client: InstanceType<typeof MongoClient>) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2_000, maxPoolSize: 1 });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.close();
  }
}
