import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EngineProcess, startEngineProcess } from './engine-process.ts';
import type { Fetching } from './fetch-with.ts';
import { type Exit, startLeashed } from './leashed.ts';
import { mongodbServer } from './mongodb-server.ts';
import { answers, createAdmin, createDatabase, isRefused, speaks, uriOf } from './mongodb-users.ts';
import { openPasswords } from './passwords.ts';

export type MongodbEngine = EngineProcess & {
  /** May do everything; for tools, never for a service. */
  readonly adminUri: string;
  /** The URI of the user who can reach the database of this name and no other; makes the user if needed. */
  uriFor(database: string): Promise<string>;
};

export type MongodbOptions = Fetching & {
  /** Holds `mongodb/` (the data); made if missing, started again on if not. */
  dir: string;
  /** Keeps the passwords, readable by nobody else. */
  passwordFile: string;
  logDir: string;
  port: number;
  onCrash?: (exit: Exit) => void;
};

const FIRST_STARTS = 3;

/** The database of a developer's machine, on 127.0.0.1, with authentication on and acknowledged writes on disk. */
export async function startMongodb(options: MongodbOptions): Promise<MongodbEngine> {
  const { port } = options;
  options.onProgress('Starting a database of our own');
  const dataDir = join(options.dir, 'mongodb');
  const logFile = join(options.logDir, 'mongodb.log');
  const server = await mongodbServer(options);
  const passwords = openPasswords(options.passwordFile);
  const openUri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const adminUri = uriOf(openUri, { user: 'admin', password: passwords.of('admin'), database: 'admin' });
  // Beside the data, so that a first start that was cut short is begun again.
  const prepared = `${dataDir}.prepared`;
  const run = (extra: { auth: boolean }) =>
    startEngineProcess({
      name: 'The database',
      dataDir,
      logFile,
      launch: () =>
        startLeashed({
          command: server,
          args: [
            ...['--host', '127.0.0.1', '--port', String(port), '--storage-path', dataDir],
            ...['--noop-heartbeat-seconds', '1', '--cache-size', '256M', '--sync-on-commit', '--log-level', 'WARNING'],
            ...(extra.auth ? ['--auth'] : []),
          ],
          cwd: options.dir,
          logFile,
          lingerMs: 3_000,
        }),
      probe: () => speaks(openUri),
      signal: options.signal,
      onCrash: options.onCrash,
    });

  const engine = await firstTo(FIRST_STARTS, async () => {
    const isNew = !existsSync(prepared);
    if (isNew) await rm(dataDir, { recursive: true, force: true });
    await mkdir(dataDir, { recursive: true });
    if (isNew) {
      // This server has no localhost exception: its first user can only be made while it asks nobody who they are.
      const open = await run({ auth: false });
      await createAdmin(openUri, passwords.of('admin'));
      await open.stop();
    }
    const started = await run({ auth: true });
    try {
      await answers(adminUri);
    } catch (error) {
      // Killed while it stopped, the server can forget a user it has just made: then all begins anew.
      await started.stop();
      throw error;
    }
    if (isNew) await writeFile(prepared, '');
    return started;
  });
  return Object.assign(engine, {
    adminUri,
    uriFor: async (database: string) => createDatabase(adminUri, database, passwords.of(database)),
  });
}

async function firstTo<T>(attempts: number, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isRefused(error) || attempt === attempts) throw error;
    }
  }
}
