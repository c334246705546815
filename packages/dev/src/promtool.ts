import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fetchWith, TOOLS, withLock } from '@crescendo/engines';

const HOME = join(TOOLS, 'prometheus');
const FETCHED = join(HOME, 'usr/bin/promtool');

/**
 * Prometheus' tool that checks and tests alert rules: PROMTOOL_PATH, else the machine's own, else Debian's, which it
 * unpacks into `.tools/prometheus` (together with the server) without installing it, as any user. Throws with advice if
 * there is none.
 */
export async function ensurePromtool(say: (line: string) => void): Promise<string> {
  const found = findPromtool();
  if (found) return found;
  if (existsSync('/etc/debian_version')) {
    return withLock(join(TOOLS, 'prometheus.lock'), async () => {
      if (!existsSync(FETCHED)) {
        say('Fetching Prometheus from Debian, for its promtool (45 MB, once)');
        await unpackFromDebian();
      }
      return FETCHED;
    });
  }
  throw new Error(`The alert rules are checked and tested by promtool, a part of Prometheus:
  Debian:  fetched by itself
  macOS:   brew install prometheus
  Go:      go install github.com/prometheus/prometheus/cmd/promtool@latest
Or say where one is: PROMTOOL_PATH=/path/to/promtool`);
}

function findPromtool(): string | undefined {
  const { PROMTOOL_PATH, PATH = '' } = process.env;
  const onPath = PATH.split(delimiter).map((dir) => join(dir, 'promtool'));
  return PROMTOOL_PATH || [...onPath, FETCHED].find((path) => existsSync(path));
}

/** With its own lists and cache, apt needs no root and leaves the machine's unchanged. */
async function unpackFromDebian(): Promise<void> {
  const unfinished = join(TOOLS, 'prometheus.unfinished');
  await rm(unfinished, { recursive: true, force: true });
  for (const dir of ['lists/partial', 'archives/partial', 'root'])
    await mkdir(join(unfinished, dir), { recursive: true });
  const own = [
    `Dir::State::lists=${join(unfinished, 'lists')}`,
    `Dir::Cache=${unfinished}`,
    `Dir::Cache::archives=${join(unfinished, 'archives')}`,
    'APT::Sandbox::User=', // the files are ours: no sandbox user has to read them
    'Debug::NoLocking=true',
  ].flatMap((option) => ['-o', option]);
  await fetchWith('apt-get', [...own, '-qq', 'update'], { cwd: unfinished });
  await fetchWith('apt-get', [...own, '-qq', 'download', 'prometheus'], { cwd: unfinished });
  const packages = (await readdir(unfinished)).filter((file) => file.endsWith('.deb'));
  for (const file of packages) await fetchWith('dpkg-deb', ['-x', file, 'root'], { cwd: unfinished });
  await rm(HOME, { recursive: true, force: true });
  await rename(join(unfinished, 'root'), HOME);
  await rm(unfinished, { recursive: true, force: true });
}
