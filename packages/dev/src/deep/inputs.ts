import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Proof } from '../../../../tests/deep/proofs.ts';

/** The files of a proof: its tests, and what its globs match, by path. Throws where one of them matches nothing. */
export function inputsOf({ name, files, inputs }: Proof, root: string): string[] {
  const matched = [...files, ...inputs].map((pattern) => {
    const found = globSync(pattern, { cwd: root, exclude: (path) => notSources.test(path) });
    const sources = found.filter((path) => statSync(join(root, path)).isFile());
    if (sources.length === 0) throw new Error(`The deep proof ${name} names ${pattern}, and there is no such file`);
    return files.includes(pattern) ? sources : sources.filter((path) => !path.endsWith('.test.ts'));
  });
  return [...new Set(matched.flat())].toSorted();
}

/** What git does not keep: a machine may have it or not. */
const notSources = /(^|\/)(node_modules|coverage|\.[^/]+|[^/]+\.log)$/;

/** A hash of what a proof is and of all its inputs, the same on every machine. */
export function hashOf(proof: Proof, root: string): string {
  const hash = createHash('sha256').update(JSON.stringify([proof.name, proof.files, proof.inputs]));
  for (const path of inputsOf(proof, root)) hash.update(`\n${path} ${contentHash(join(root, path))}`);
  return hash.digest('hex');
}

const contentHash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
