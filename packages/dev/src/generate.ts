import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '@crescendo/engines';
import { allGenerated } from './generators.ts';

/**
 * `npm run generate` writes the generated files; with `--check` it only names the stale ones, and fails if there are
 * any.
 */
const checkOnly = process.argv.includes('--check');
const files = await allGenerated();
const stale = files.filter(({ path, content }) => contentOf(path) !== content);

for (const { path, content } of stale) {
  if (!checkOnly) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
  }
  process.stdout.write(`${checkOnly ? 'stale: run npm run generate for' : 'wrote'} ${path}\n`);
}
process.stdout.write(`${files.length - stale.length} generated files are fresh\n`);
if (checkOnly && stale.length > 0) process.exitCode = 1;

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
