import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fetching, fetchWith } from './fetch-with.ts';
import { withLock } from './tools/lock.mjs';
import { TOOLS } from './tools/paths.mjs';

const VERSION = '0.7.0b3';

/**
 * The path of the small database's program: SecantusDB from PyPI, in its own environment. The first call fetches it.
 */
export async function smallMongodb({ onProgress, signal }: Fetching): Promise<string> {
  const home = join(TOOLS, 'secantus', VERSION);
  const finished = join(home, '.finished');
  const server = join(home, 'bin', 'secantusd-py');
  if (existsSync(finished)) return server;
  return withLock(join(TOOLS, 'secantus.lock'), async () => {
    if (existsSync(finished)) return server;
    onProgress(`Fetching the small database (SecantusDB ${VERSION}) from PyPI (once)`);
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { recursive: true });
    await fetchWith('python3', ['-m', 'venv', home], { cwd: TOOLS, signal });
    await fetchWith(join(home, 'bin', 'pip'), ['install', '--quiet', `SecantusDB==${VERSION}`], { cwd: home, signal });
    await writeFile(finished, '');
    return server;
  });
}
