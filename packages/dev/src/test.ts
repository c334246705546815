import { ROOT } from '@crescendo/engines';
import { proofs } from '../../../tests/deep/proofs.ts';
import { ensureChromium } from './chromium.ts';
import { standingsOf, unproven } from './deep/record.ts';
import { runProofs, tellStandings } from './deep/run-proofs.ts';
import { stopSignal } from './stop-signal.ts';
import { runChecks } from './test-run/checks.ts';
import { conclusionOf } from './test-run/conclusion.ts';
import type { StageResult } from './test-run/stage.ts';
import { hasTests, runVitest, type VitestProject, vitestProjects } from './test-run/vitest-stage.ts';

/**
 * `npm test`: runs the checks in parallel with the unit and integration tests, then the tests of the whole system, then
 * the deep proofs that have not passed on these sources. Prints each stage's time.
 */
const print = (text: string) => void process.stdout.write(text);
const givenUp = stopSignal();

const asked = new Set(process.argv.slice(2));
const stages = new Set(['checks', ...Object.keys(vitestProjects), 'deep']);
for (const name of asked) {
  if (!stages.has(name)) {
    print(`There is no stage ${name}: ${[...stages].join(', ')}\n`);
    process.exit(2);
  }
}
const wanted = (name: string) => asked.size === 0 || asked.has(name);
const startedAt = Date.now();

/** Projects that run together share what their global setup starts. */
async function vitest(...together: VitestProject[]): Promise<StageResult[]> {
  const projects = together.filter((project) => wanted(project) && hasTests(project));
  if (projects.length === 0) return [];
  const seesPages = projects.includes('browser');
  const env = seesPages ? { CHROMIUM_PATH: await ensureChromium((line) => print(`${line}\n`)) } : {};
  return [await runVitest(projects, { signal: givenUp, env })];
}

async function deep(): Promise<StageResult[]> {
  if (!wanted('deep')) return [];
  const standings = standingsOf(proofs, ROOT);
  tellStandings(standings, print);
  return runProofs(unproven(standings), { signal: givenUp, print });
}

try {
  const results = await Promise.all([
    wanted('checks') ? runChecks(givenUp, print) : [],
    vitest('unit').then(async (unit) => [...unit, ...(await vitest('int'))]),
  ]);
  results.push(await vitest('promises', 'browser'));
  results.push(await vitest('faults'));
  results.push(await deep());
  conclude(results.flat());
} catch (error) {
  print(givenUp.aborted ? 'Given up\n' : `${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function conclude(results: readonly StageResult[]) {
  print(conclusionOf(results, (Date.now() - startedAt) / 1000));
  const onlyDeep = asked.has('deep') && asked.size === 1; // all of them may already be proven
  const passed = onlyDeep || results.some((result) => result.passed > 0);
  if (!passed || results.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}
