import type { StageResult } from '../test-run/stage.ts';
import { vitestStage } from '../test-run/vitest-stage.ts';
import type { Standing } from './record.ts';

type Options = { signal: AbortSignal; print: (text: string) => void };

const why = { proven: 'it was asked for', changed: 'its sources have changed', unrecorded: 'it is not recorded' };

/** Prints for each proof whether it is already proven. */
export function tellStandings(standings: readonly Standing[], print: Options['print']): void {
  for (const { proof, is } of standings)
    print(`deep: ${proof.name} ${is === 'proven' ? 'is proven for these sources' : `runs: ${why[is]}`}\n`);
}

/** Runs proofs one after the other, with `onPassed` after each that passes. */
export async function runProofs(
  standings: readonly Standing[],
  { signal, print, onPassed }: Options & { onPassed?: (standing: Standing) => void },
): Promise<StageResult[]> {
  const results: StageResult[] = [];
  for (const standing of standings) {
    const { name, files } = standing.proof;
    print(`\ndeep: ${name} runs: ${why[standing.is]}\n`);
    const result = await vitestStage({ name: `deep ${name}`, args: files, output: 'live', signal });
    results.push(result);
    if (result.passed > 0 && result.failures.length === 0) onPassed?.(standing);
  }
  return results;
}
