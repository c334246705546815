import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '@crescendo/engines';

/** A file that is made from others, by path from the root of the repository. */
export type GeneratedFile = { path: string; content: string };

/**
 * All generators: the default exports of `packages/<name>/src/*.generator.ts` and `tests/generated/*.generator.ts`. Each
 * answers its files, with the same bytes whenever its sources are the same. `npm run generate` writes them, and a check
 * of `npm test` compares them byte by byte.
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
