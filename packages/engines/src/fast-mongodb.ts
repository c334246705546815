import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compile } from './compile.ts';
import type { Fetching } from './fetch-with.ts';
import { withLock } from './tools/lock.mjs';
import { TOOLS } from './tools/paths.mjs';

const VERSION = '0.5.3-beta.196';
const HOME = join(TOOLS, 'secantusd-rs', VERSION);
const PROGRAM = join(HOME, 'bin', 'secantusd-rs');

/** Compiles in a third of the time of the package's own profile; the program is a few per cent slower. */
const PROFILE = {
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '2',
};

export const isFastMongodbBuilt = (): boolean => existsSync(PROGRAM);

/**
 * The path of the fast database's program: SecantusDB from crates.io. The first call compiles it with cargo, for some
 * minutes.
 */
export async function fastMongodb({ onProgress, signal }: Fetching): Promise<string> {
  if (isFastMongodbBuilt()) return PROGRAM;
  onProgress(`The fast database (SecantusDB ${VERSION}) is needed, and is compiled once: some minutes`);
  return withLock(join(TOOLS, 'secantusd-rs.lock'), async () => {
    if (isFastMongodbBuilt()) return PROGRAM;
    const unfinished = join(TOOLS, 'secantusd-rs.unfinished');
    const root = join(unfinished, 'root');
    await mkdir(root, { recursive: true });
    const what = ['secantus-mdb', '--version', VERSION, '--ignore-rust-version', '--locked'];
    // A cancelled compilation keeps its results: the next one continues from there.
    const env = { ...process.env, ...PROFILE, CARGO_TARGET_DIR: join(unfinished, 'target') };
    await compile(['install', ...what, '--root', root], {
      what: 'the fast database',
      cwd: unfinished,
      env,
      onProgress,
      signal,
    });
    await mkdir(join(TOOLS, 'secantusd-rs'), { recursive: true });
    await rm(HOME, { recursive: true, force: true });
    await rename(root, HOME);
    await rm(unfinished, { recursive: true, force: true });
    return PROGRAM;
  });
}
