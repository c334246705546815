import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stopSignal } from '../../packages/dev/src/stop-signal.ts';
import type { Bench, Finding } from './benchmark.ts';
import { benchmarks } from './benchmarks.ts';
import { enginesOnDemand } from './stage/engines.ts';
import { isMet, resultOf, withFindings } from './table.ts';

/** `npm run bench`: runs the benchmarks, prints their findings, and writes them into docs/performance.md. */
const ROOT = resolve(import.meta.dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/performance.md');
const RESULTS = join(ROOT, '.crescendo', 'bench.json');

const print = (line: string) => void process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const order = benchmarks.map(({ name }) => name);
const unknown = positionals.filter((name) => !order.includes(name));
if (unknown.length > 0) {
  print(`There is no benchmark ${unknown.join(', ')}: ${order.join(', ')}`);
  process.exit(2);
}
if (values.list) {
  for (const { name, about } of benchmarks) print(`  ${name.padEnd(12)} ${about}`);
  process.exit(0);
}

// With the small database, a run would mainly measure that database.
process.env.CRESCENDO_DATABASE ??= 'fast';
const signal = stopSignal();
const dir = mkdtempSync(join(tmpdir(), 'crescendo-bench-'));
const givenUp = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
givenUp.catch(() => undefined); // the running benchmark reports it
const startedAt = performance.now();
const engines = enginesOnDemand({ dir, say: print, signal });
try {
  const found = new Map<string, Finding[]>();
  for (const benchmark of benchmarks) {
    if (signal.aborted || (positionals.length > 0 && !positionals.includes(benchmark.name))) continue;
    try {
      found.set(benchmark.name, await run(benchmark));
    } catch (error) {
      print(signal.aborted ? 'Given up' : `  ${error instanceof Error ? error.stack : error}`);
      process.exitCode = 1; // the other benchmarks still run
    }
  }
  if (!signal.aborted) keep(found);
} finally {
  await engines.stop();
  if (process.exitCode !== 1 || signal.aborted) rmSync(dir, { recursive: true, force: true });
  else print(`Logs are in ${dir}`);
  if (signal.aborted) process.exit(1); // what a benchmark has started ends with this process
}

async function run(benchmark: (typeof benchmarks)[number]): Promise<Finding[]> {
  print(`\n${benchmark.name}: ${benchmark.about}`);
  const bench: Bench = { quick: values.quick, dir, signal, say: (line) => print(`  ${line}`), engines: engines.get };
  const findings = await Promise.race([benchmark.run(bench), givenUp]);
  for (const finding of findings) {
    const goal = finding.goal === undefined ? '' : `, goal ${finding.goal}: ${isMet(finding) ? 'met' : 'missed'}`;
    print(
      `  > ${finding.what}: ${resultOf(finding).replaceAll('*', '')}${goal}${finding.here ? ` [${finding.here}]` : ''}`,
    );
  }
  return findings;
}

/** A quick run shows that everything works; only a whole one is worth quoting. */
function keep(found: ReadonlyMap<string, Finding[]>): void {
  mkdirSync(join(ROOT, '.crescendo'), { recursive: true, mode: 0o700 });
  writeFileSync(RESULTS, `${JSON.stringify({ at: new Date(), quick: values.quick, found: [...found] }, null, 2)}\n`);
  if (!values.quick) writeFileSync(DOCUMENT, withFindings(readFileSync(DOCUMENT, 'utf8'), found, order));
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
  print(`\n${minutes} min${values.quick ? '' : '; written to docs/performance.md'}`);
}
