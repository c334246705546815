import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { beforeAll, expect, test } from 'vitest';
import { inputsOf } from '../../packages/dev/src/deep/inputs.ts';
import { deepFiles, proofs } from '../deep/proofs.ts';

const root = resolve(import.meta.dirname, '../..');
const { options } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));
const OURS = /^(packages|services|tests)\//;

/** The imports of each file. */
let imports: Map<string, string[]>;
beforeAll(async () => {
  const { output } = await cruise([...deepFiles], { ...options, baseDir: root });
  if (typeof output === 'string') throw new Error(output);
  imports = new Map(
    output.modules.map(({ source, dependencies }) => [source, dependencies.map(({ resolved }) => resolved)]),
  );
});

/** These files and, recursively, their imports. */
function reachedFrom(files: readonly string[]): string[] {
  const reached = new Set(files);
  for (const file of reached) for (const each of imports.get(file) ?? []) if (OURS.test(each)) reached.add(each);
  return [...reached];
}

test('deep proofs have names of their own, short enough for a line, and share no test', () => {
  const names = proofs.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(deepFiles).size).toBe(deepFiles.length);
  for (const name of names) expect(name).toMatch(/^[a-z-]{1,13}$/);
});

test.each(proofs)('$name runs again when anything changes that its tests import', (proof) => {
  const reached = reachedFrom(proof.files);
  expect(reached.length).toBeGreaterThan(proof.files.length);
  const inputs = new Set(inputsOf(proof, root));
  expect(reached.filter((path) => !inputs.has(path))).toEqual([]);
});
