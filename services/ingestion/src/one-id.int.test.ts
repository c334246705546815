import { expect, test } from 'vitest';
import { type Deeds, outsideOfTransactions, racingWorkspaces } from './testing/racing-workspaces.ts';

type Deed = keyof Deeds;
type World = Awaited<ReturnType<typeof racingWorkspaces>>;

/** Expects of every workspace: two people with one id each, and no key, event or effect of anybody else. */
async function expectOneIdEach({ ids }: World, workspaces: number): Promise<void> {
  const { people, whole, keys, events } = await ids();
  expect({ people: people.length, whole }).toEqual({ people: 2 * workspaces, whole: 2 * workspaces });
  expect(keys).toEqual(people);
  expect(events).toEqual(people);
}

/** The writes and commits of a deed, in order. */
async function writesOf(world: World, deed: Deed, how: 'deeds' | 'delivered'): Promise<string[]> {
  const workspace = await world.newWorkspace();
  const writes: string[] = [];
  world.beforeWrites((at) => void writes.push(at));
  await workspace[how][deed]();
  world.beforeWrites(undefined);
  await workspace.finish();
  return writes;
}

test.for<Deed>(['click', 'joined', 'page'])(
  'whoever becomes a person keeps their id, wherever it fails: %s',
  async (deed) => {
    const world = await racingWorkspaces();
    const writes = await writesOf(world, deed, 'delivered');
    expect(writes.filter((at) => at === 'commit').length).toBeGreaterThan(1);
    for (const nth of writes.keys()) {
      const { delivered, finish } = await world.newWorkspace();
      let count = 0;
      world.beforeWrites((at) => {
        if (count++ === nth) throw new Error(`forced before ${at}`);
      });
      await delivered[deed]();
      world.beforeWrites(undefined);
      await finish();
    }
    await expectOneIdEach(world, writes.length + 2);
  },
);

test.for<[first: Deed, second: Deed]>([
  ['click', 'page'],
  ['page', 'click'],
  ['joined', 'page'],
  ['click', 'joined'],
  ['click', 'click'],
  ['page', 'page'],
])('and has one, whoever races whom, wherever they meet: %s and %s', async ([first, second]) => {
  const world = await racingWorkspaces();
  const writes = await writesOf(world, first, 'deeds');
  for (const nth of writes.keys()) {
    const { deeds, finish } = await world.newWorkspace();
    const met = Promise.withResolvers<void>();
    let count = 0;
    let other: Promise<unknown> | undefined;
    world.beforeWrites(async () => {
      if (count++ !== nth) return met.resolve(); // also when the other gets here: it may have to wait for this one
      other = outsideOfTransactions(deeds[second]);
      await Promise.race([met.promise, other]);
    });
    await deeds[first]();
    await other;
    world.beforeWrites(undefined);
    await finish();
  }
  await expectOneIdEach(world, writes.length + 2);
});

test.for([1, 2, 3, 4, 5, 6])('and has one when all of it happens at once (seed %i)', async (seed) => {
  const world = await racingWorkspaces();
  let state = seed;
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const { deeds, finish } = await world.newWorkspace();
  const all: Deed[] = ['click', 'joined', 'page', 'click', 'page'];
  const shuffled = all.map((deed) => ({ deed, at: random(1_000) })).sort((one, other) => one.at - other.at);
  world.beforeWrites(() => new Promise((resolve) => setTimeout(resolve, random(30))));
  await Promise.all(shuffled.map(({ deed }) => deeds[deed]()));
  world.beforeWrites(undefined);
  await finish();
  await expectOneIdEach(world, 2);
});
