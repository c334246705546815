import { leftovers } from '@crescendo/scan';
import { fences } from '../../../../packages/chassis/src/fences/fences.ts';
import { type Lived, textOf } from './live.ts';
import { echoes, notes, rings } from './toys.ts';
import type { World } from './world.ts';

/** Everything that is wrong in the end, whatever happened before; empty if nothing is. */
export async function wrongWith(world: World, lived: Lived): Promise<string[]> {
  return [
    ...(await leftOf(world, lived)),
    ...(await tombstonesOf(world, lived)),
    ...(await effectsOn(world, lived)),
    ...(lived.gone < lived.late ? [`${lived.late} came late, ${lived.gone} were let go`] : []),
  ];
}

async function leftOf({ adminUri, allowed }: World, { scope, leaving }: Lived): Promise<string[]> {
  const whose = { ...(scope.user === undefined && { tenant: scope.tenant }), persons: [leaving.user] };
  const left = await leftovers(adminUri, { ...whose, allowed });
  const places = left.filter((row) => row.allowed === undefined).map(({ place }) => place.split('/', 1)[0]);
  return [...new Set(places)].map((place) => `left in ${place}`);
}

async function tombstonesOf(world: World, { scope, leaving }: Lived): Promise<string[]> {
  const fence = await world.store
    .model(fences)
    .findById(scope.user ?? scope.tenant)
    .lean();
  const keyring = world.freshKeyring();
  const request = { owner: { ...leaving, category: 'feedback' }, record: 'a/b', field: 'text' } as const;
  const key = await keyring.seal([{ ...request, value: 'x', padded: false }]).then(
    () => 'given',
    (error: { code?: string }) => error.code,
  );
  keyring.close();
  return [
    ...(fence?.state === 'fenced' ? [] : ['the fence does not stand']),
    ...((await world.keys.hasTombstone(scope)) ? [] : ['the tombstone does not stand']),
    ...(key === 'key-gone' ? [] : [`asked for a key, it was ${key}`]),
  ];
}

/** Everything accepted about the staying person took effect, once. */
async function effectsOn(world: World, { staying, taken, silent }: Lived): Promise<string[]> {
  const { store, edge } = world;
  const numbersIn = async (collection: typeof notes | typeof echoes | typeof rings) =>
    (await store.model(collection).find(staying, { number: 1 }).lean()).map(({ number }) => number);
  const rung = taken.filter((number) => !silent.includes(number));
  const opened = await edge.open(notes, await store.model(notes).find(staying).lean(), ['text']);
  return [
    ...differing('notes', await numbersIn(notes), taken),
    ...differing('echoes', await numbersIn(echoes), taken),
    ...differing('rings', await numbersIn(rings), rung),
    ...opened.filter(({ number, text }) => text !== textOf(number)).map(() => 'a note reads otherwise'),
  ];
}

function differing(what: string, are: readonly number[], oughtToBe: readonly number[]): string[] {
  const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b).join(' ');
  return sorted(are) === sorted(oughtToBe) ? [] : [`${what} of who stays: ${sorted(are)}, not ${sorted(oughtToBe)}`];
}
