import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withLock } from '../../engines/src/tools/lock.mjs';
import { ROOT, TOOLS } from '../../engines/src/tools/paths.mjs';
import { quietly, step } from './progress.mjs';

/** Installs the workspace's packages, exactly as the lockfile says, unless the last installation was the same. */
export async function installPackages({ node, pnpm, root = ROOT }) {
  const stamp = join(root, 'node_modules', '.crescendo-installed');
  const isCurrent = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root);
  if (isCurrent()) return;
  await withLock(join(TOOLS, 'install.lock'), async () => {
    if (isCurrent()) return;
    const env = { ...process.env, CI: 'true', PATH: [node, pnpm, process.env.PATH].join(delimiter) };
    const install = ['install', '--frozen-lockfile', '--reporter=append-only'];
    await step('Installing packages', () => quietly(join(pnpm, 'pnpm'), install, { cwd: root, env }));
    // Vitest caches transformed modules with the paths of their dependencies: without this it would keep using old
    // ones.
    rmSync(join(root, 'node_modules', '.vitest-cache'), { recursive: true, force: true });
    writeFileSync(stamp, fingerprint(root));
  });
}

/** A hash of everything that determines the installation: lockfile, workspace, manifests and patches. */
export function fingerprint(root) {
  const hash = createHash('sha256');
  for (const file of inputs(root))
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function inputs(root) {
  const packages = ['services', 'packages', 'packages/simulators']
    .flatMap((folder) => list(root, folder))
    .concat('tests');
  const files = packages.flatMap((folder) => [join(folder, 'package.json'), ...list(root, join(folder, 'patches'))]);
  return ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...files].filter((file) =>
    existsSync(join(root, file)),
  );
}

function list(root, folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .sort()
    .map((name) => join(folder, name));
}
