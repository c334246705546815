import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '@crescendo/engines';

/** A file made from others; its path starts at the root of the repository. */
export type GeneratedFile = { path: string; content: string };

/**
 * All generators: the default exports of `packages/<name>/src/*.generator.ts` and `tests/generated/*.generator.ts`.
 * Each returns its files, with the same bytes for the same sources. `npm run generate` writes them, and a check of
 * `npm test` compares them byte by byte.
 */
export async function allGenerated(): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  const patterns = ['packages/*/src/*.generator.ts', 'tests/generated/*.generator.ts'];
  for await (const module of glob(patterns, { cwd: ROOT })) {
    const { default: generate } = await import(join(ROOT, module));
    files.push(...(await generate()));
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
