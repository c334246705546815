import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Proof } from '../../../../tests/deep/proofs.ts';
import { hashOf } from './inputs.ts';

export const RECORD = 'tests/deep-proven.json';

const record = z.record(z.string(), z.string());

/** A proof's state: whether it has passed on exactly these sources. */
export type Standing = { proof: Proof; hash: string; is: 'proven' | 'changed' | 'unrecorded' };

export function standingsOf(proofs: readonly Proof[], root: string): Standing[] {
  const proven = readRecord(root);
  return proofs.map((proof) => {
    const hash = hashOf(proof, root);
    const recorded = proven[proof.name];
    return { proof, hash, is: recorded === hash ? 'proven' : recorded === undefined ? 'unrecorded' : 'changed' };
  });
}

/** Records that a proof has passed; keeps the records of the other existing proofs. */
export function recordProven(proven: { name: string; hash: string }, proofs: readonly Proof[], root: string): void {
  const all = { ...readRecord(root), [proven.name]: proven.hash };
  const kept = proofs.flatMap(({ name }) => (all[name] === undefined ? [] : [[name, all[name]]])).toSorted();
  writeFileSync(join(root, RECORD), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

/** The proofs that have not passed on these sources yet. */
export const unproven = (standings: readonly Standing[]): Standing[] => standings.filter(({ is }) => is !== 'proven');

function readRecord(root: string): z.infer<typeof record> {
  const file = join(root, RECORD);
  return existsSync(file) ? record.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
}

/**
 * The reason why nothing may be recorded here, if any: a record must be about committed sources, which others can have
 * too.
 */
export function whyNotRecorded(root: string): string | undefined {
  try {
    const status = ['status', '--porcelain', '--', '.', `:!${RECORD}`];
    const changes = execFileSync('git', status, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    return changes === '' ? undefined : 'there are changes that are not committed';
  } catch {
    return 'git does not tell whether everything is committed';
  }
}
