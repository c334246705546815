import { patientStore } from '@crescendo/chassis-testing';
import { opaque, plain } from '@crescendo/contracts';
import { createDatabase, dropDatabase } from '@crescendo/engines';
import { expect, inject, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { collection } from './collection.ts';
import type { Store } from './store.ts';

const counters = collection({
  name: 'counters',
  schema: z.object({ _id: opaque(z.string()), count: plain(z.int()) }),
});

/** Opens stores as several processes of one service would. */
async function service() {
  const { adminUri } = inject('engines');
  const name = `sessions_${Math.random().toString(36).slice(2, 10)}`;
  const uri = await createDatabase(adminUri, name);
  const stores: Store[] = [];
  onTestFinished(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await dropDatabase(adminUri, name);
  });
  const process = async () => {
    const store = await patientStore(uri, [counters]);
    stores.push(store);
    const increment = () => store.model(counters).updateOne({ _id: 'one' }, { $inc: { count: 1 } });
    return { store, increment, count: async () => (await store.model(counters).findById('one').lean())?.count };
  };
  const first = await process();
  await first.store.model(counters).create({ _id: 'one', count: 0 });
  return { process, first };
}

/** A transaction that touched the row and hangs, as if its process were killed there. */
function cutOff({ store, increment }: Awaited<ReturnType<typeof service>>['first']) {
  let touched = () => {};
  const inTheMidst = new Promise<void>((resolve) => {
    touched = resolve;
  });
  const { promise: resumed, resolve: resume } = Promise.withResolvers<void>();
  let runs = 0;
  const outcome = store.transaction(async () => {
    runs++;
    await increment();
    touched();
    if (runs === 1) await resumed;
  });
  return { inTheMidst, resume, outcome, runs: () => runs };
}

test('rows that a killed process held are free as soon as another has started', async () => {
  const { process, first } = await service();
  const killed = cutOff(first);
  await killed.inTheMidst;
  const next = await process();
  await next.store.transaction(() => next.increment());
  expect(await next.count()).toBe(1);
  killed.resume();
  await killed.outcome;
});

test('a transaction of a replica that lives is run again by itself, and takes effect once', async () => {
  const { process, first } = await service();
  const alive = cutOff(first);
  await alive.inTheMidst;
  const next = await process();
  alive.resume();
  await alive.outcome;
  expect(alive.runs()).toBe(2);
  expect(await next.count()).toBe(1);
});
