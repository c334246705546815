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
  /** The URI of the user who can reach only the database of this name; creates the user if needed. */
  uriFor(database: string): Promise<string>;
};

export type MongodbOptions = Fetching & {
  /** Holds `mongodb/` (the data); created if missing, else the database continues with its data. */
  dir: string;
  /** Keeps the passwords; only its owner can read it. */
  passwordFile: string;
  logDir: string;
  port: number;
  /** The requested database; undefined takes the best there is. */
  database?: DatabaseKind | undefined;
  testCommands?: boolean | undefined;
  onCrash?: (exit: Exit) => void;
};

const FIRST_STARTS = 3;

/**
 * The database of a developer's machine, on 127.0.0.1, with authentication on and acknowledged writes on disk. Existing
 * data decides which of the two embedded databases it is, then the request ({@link chooseDatabase}).
 */
export async function startMongodb(options: MongodbOptions): Promise<MongodbEngine> {
  const { dir, port, testCommands = false } = options;
  const dataDir = join(dir, 'mongodb');
  // Names the database that made the data. It lies beside the data and is written last, so that an interrupted first
  // start begins again.
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
      // The small database has no localhost exception: its first user can only be created while authentication is off.
      const open = await run({ auth: false });
      await createAdmin(openUri, passwords.of('admin'));
      await open.stop();
    }
    const started = await run({ auth: true });
    try {
      await answers(adminUri);
    } catch (error) {
      // A server that is killed while it stops can lose the user just created: then everything starts again.
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
  return databaseKinds.find((kind) => kind === told) ?? 'small'; // the only database there was when the file said nothing
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
