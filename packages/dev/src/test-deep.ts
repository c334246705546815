import { parseArgs } from 'node:util';
import { ROOT } from '@crescendo/engines';
import { proofs } from '../../../tests/deep/proofs.ts';
import { hashOf } from './deep/inputs.ts';
import { RECORD, recordProven, type Standing, standingsOf, unproven, whyNotRecorded } from './deep/record.ts';
import { runProofs } from './deep/run-proofs.ts';
import { stopSignal } from './stop-signal.ts';
import { conclusionOf } from './test-run/conclusion.ts';

/** `npm run test:deep`: runs deep proofs, and records those that pass on committed sources. */
const print = (text: string) => void process.stdout.write(text);
const signal = stopSignal();
const startedAt = Date.now();

function readOptions() {
  const options = { only: { type: 'string', multiple: true }, unproven: { type: 'boolean' } } as const;
  const { only = [], unproven: onlyUnproven = false } = parseArgs({ options }).values;
  const names = proofs.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no deep proof ${unknown}: ${names.join(', ')}`);
  return { only, onlyUnproven };
}

/** A proof that may not be recorded counts only for the person who saw it pass, and runs again for others. */
function keep({ proof, hash }: Standing): void {
  const reason = hashOf(proof, ROOT) === hash ? whyNotRecorded(ROOT) : 'its sources changed meanwhile';
  if (reason === undefined) recordProven({ name: proof.name, hash }, proofs, ROOT);
  print(`deep: ${proof.name} passed${reason === undefined ? `, see ${RECORD}` : `; not recorded: ${reason}`}\n`);
}

async function main({ only, onlyUnproven }: ReturnType<typeof readOptions>): Promise<void> {
  const asked = proofs.filter(({ name }) => only.length === 0 || only.includes(name));
  const all = standingsOf(asked, ROOT);
  const standings = onlyUnproven ? unproven(all) : all;
  const reason = whyNotRecorded(ROOT);
  if (reason !== undefined) print(`deep: nothing will be recorded: ${reason}\n`);
  const results = await runProofs(standings, { signal, print, onPassed: keep });
  print(conclusionOf(results, (Date.now() - startedAt) / 1000));
  if (results.some(({ passed, failures }) => passed === 0 || failures.length > 0)) process.exitCode = 1;
}

try {
  await main(readOptions());
} catch (error) {
  print(signal.aborted ? 'Given up\n' : `${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = signal.aborted ? 1 : 2;
}
