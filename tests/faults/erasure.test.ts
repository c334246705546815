import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engines, startEngines } from '@crescendo/engines';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wrongWith } from './erasure/property/judge.ts';
import { live } from './erasure/property/live.ts';
import { type Mechanism, mechanisms } from './erasure/property/mechanisms.ts';
import { everyHit, examples, type Plan, plans } from './erasure/property/plan.ts';
import { openWorld, type World } from './erasure/property/world.ts';
import { report } from './report.ts';

/**
 * The number of random plans besides the examples, each of which has a different fault. ERASURE_RUNS=500 searches
 * longer; ERASURE_SEED=N repeats a run.
 */
const RUNS = Number(process.env.ERASURE_RUNS ?? 6);
const SEED = Number(process.env.ERASURE_SEED ?? Math.floor(Math.random() * 1_000_000));

let dir: string;
let engines: Engines;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crescendo-leaving-'));
  engines = await startEngines({ dir });
});
afterAll(async () => {
  await engines?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Something happened that no plan may cause. */
class Broken extends Error {
  override readonly name = 'Broken';
}

/** @param scope if given, the scope of all plans */
async function check(world: World, scope?: Plan['scope']) {
  const property = fc.asyncProperty(plans, async (any) => {
    const plan = scope === undefined ? any : { ...any, scope };
    const wrong = await wrongWith(world, await live(world, plan));
    if (wrong.length > 0) throw new Broken(wrong.join('; '));
  });
  const numRuns = examples.length + RUNS;
  return await fc.check(property, {
    seed: SEED,
    numRuns,
    examples: examples.map((plan) => [plan]),
    endOnFailure: true,
  });
}

test('however traffic, copies, redrives, crashes and pauses fall, nothing is left of who leaves, and all of who stays', async () => {
  const world = await openWorld(engines);
  const started = performance.now();
  const result = await check(world);
  await world.close();
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const hits = [...world.points.hits].map(([point, times]) => `${point} ${times}`).sort();
  report([`${result.numRuns} erasures in ${seconds} s (ERASURE_SEED=${SEED}); caught: ${hits.join(', ')}`]);
  expect(result.errorInstance, JSON.stringify(result.counterexample)).toBeNull();
  expect([...world.points.hits.keys()].sort()).toEqual([...everyHit].sort());
}, 300_000);

test.each(Object.keys(mechanisms) as Mechanism[])(
  'without the %s it holds neither of customers nor of people',
  async (without) => {
    const world = await openWorld(engines, without);
    const broken = [await check(world, 'tenant'), await check(world, 'person')];
    await world.close();
    const told = broken.map(({ errorInstance }) =>
      errorInstance instanceof Error ? errorInstance.message : 'it holds',
    );
    report([`without the ${without}: ${mechanisms[without]}`, ...told.map((what) => `  ${what}`)]);
    for (const { errorInstance } of broken) expect(errorInstance).toMatchObject({ name: 'Broken' });
  },
  240_000,
);
