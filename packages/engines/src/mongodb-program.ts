import { writeFile } from 'node:fs/promises';
import type { DatabaseKind } from './database-kind.ts';
import { fastMongodb } from './fast-mongodb.ts';
import type { Fetching } from './fetch-with.ts';
import { smallMongodb } from './small-mongodb.ts';

export type MongodbProgram = { command: string; args: string[] };

export type MongodbProgramOptions = Fetching & {
  kind: DatabaseKind;
  port: number;
  dataDir: string;
  /** Written for the fast database, which reads some settings only from a file. */
  configFile: string;
  /** Whether it accepts `configureFailPoint`, which makes commands fail. */
  testCommands: boolean;
};

const CACHE = '256M';

/**
 * The command line of a database, all but `--auth`. Both databases have acknowledged writes on disk; without
 * `sync_on_commit` the fast one would lose them when killed, whatever write concern its clients ask for.
 */
export async function mongodbProgram(options: MongodbProgramOptions): Promise<MongodbProgram> {
  const { kind, port, dataDir, configFile, testCommands } = options;
  const args = ['--host', '127.0.0.1', '--port', String(port), '--storage-path', dataDir];
  args.push('--noop-heartbeat-seconds', '1', '--log-level', 'WARNING');
  if (testCommands) args.push('--enable-test-commands');
  if (kind === 'small') {
    const command = await smallMongodb(options);
    return { command, args: [...args, '--cache-size', CACHE, '--sync-on-commit'] };
  }
  const command = await fastMongodb(options);
  await writeFile(configFile, `[storage]\nttl_sweep_seconds = 1\nsync_on_commit = true\ncache_size = "${CACHE}"\n`);
  return { command, args: [...args, '--config', configFile] };
}
