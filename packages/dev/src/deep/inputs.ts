import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Proof } from '../../../../tests/deep/proofs.ts';

/** The paths of a proof's files: its tests, and the files that its globs match. Throws when a glob matches nothing. */
export function inputsOf({ name, files, inputs }: Proof, root: string): string[] {
  const matched = [...files, ...inputs].map((pattern) => {
    const found = globSync(pattern, { cwd: root, exclude: (path) => notSources.test(path) });
    const sources = found.filter((path) => statSync(join(root, path)).isFile());
    if (sources.length === 0) throw new Error(`The deep proof ${name} names ${pattern}, and there is no such file`);
    return files.includes(pattern) ? sources : sources.filter((path) => !path.endsWith('.test.ts'));
  });
  return [...new Set(matched.flat())].toSorted();
}

/** Files that git does not keep: not every machine has them. */
const notSources = /(^|\/)(node_modules|coverage|\.[^/]+|[^/]+\.log)$/;

/** A hash of a proof's definition and all its inputs, the same on every machine. */
export function hashOf(proof: Proof, root: string): string {
  const hash = createHash('sha256').update(JSON.stringify([proof.name, proof.files, proof.inputs]));
  for (const path of inputsOf(proof, root)) hash.update(`\n${path} ${contentHash(join(root, path))}`);
  return hash.digest('hex');
}

const contentHash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
