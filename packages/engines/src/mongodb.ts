import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseDatabase, type DatabaseKind, databaseKinds } from './database-kind.ts';
import { type EngineProcess, startEngineProcess } from './engine-process.ts';
import { isFastMongodbBuilt } from './fast-mongodb.ts';
import type { Fetching } from './fetch-with.ts';
import { type Exit, startLeashed } from './leashed.ts';
import { mongodbProgram } from './mongodb-program.ts';
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
  /** Asked for: undefined takes the best there is. */
  database?: DatabaseKind | undefined;
  testCommands?: boolean | undefined;
  onCrash?: (exit: Exit) => void;
};

const FIRST_STARTS = 3;

/**
 * The database of a developer's machine, on 127.0.0.1, with authentication on and acknowledged writes on disk. Which of the
 * two embedded ones it is, data that is there decides, then whoever asks ({@link chooseDatabase}).
 */
export async function startMongodb(options: MongodbOptions): Promise<MongodbEngine> {
  const { dir, port, testCommands = false } = options;
  const dataDir = join(dir, 'mongodb');
  // Beside the data, so that a first start that was cut short is begun again. Tells whose data it is.
  const prepared = `${dataDir}.prepared`;
  const { kind, why } = chooseDatabase({
    asked: options.database,
    made: await madeBy(prepared),
    isFastBuilt: isFastMongodbBuilt(),
  });
  options.onProgress(`Starting a database of our own: the ${kind} one, ${why}`);
  const program = await mongodbProgram({ ...options, kind, dataDir, testCommands, configFile: `${dataDir}.toml` });
  const logFile = join(options.logDir, 'mongodb.log');
  const passwords = openPasswords(options.passwordFile);
  const openUri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  const adminUri = uriOf(openUri, { user: 'admin', password: passwords.of('admin'), database: 'admin' });
  const run = (extra: { auth: boolean }) =>
    startEngineProcess({
      name: 'The database',
      dataDir,
      logFile,
      launch: () =>
        startLeashed({
          command: program.command,
          args: [...program.args, ...(extra.auth ? ['--auth'] : [])],
          cwd: dir,
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
      // The small one has no localhost exception: its first user can only be made while it asks nobody who they are.
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
    if (isNew) await writeFile(prepared, kind);
    return started;
  });
  return Object.assign(engine, {
    adminUri,
    uriFor: async (database: string) => createDatabase(adminUri, database, passwords.of(database)),
  });
}

async function madeBy(prepared: string): Promise<DatabaseKind | undefined> {
  if (!existsSync(prepared)) return undefined;
  const told = await readFile(prepared, 'utf8');
  return databaseKinds.find((kind) => kind === told) ?? 'small'; // which was the only one when nothing was told
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
