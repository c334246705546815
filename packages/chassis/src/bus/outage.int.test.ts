import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, plain, rosterChanged, tenantId } from '@crescendo/contracts';
import { startEngines } from '@crescendo/dev';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { on } from '../handlers/on.ts';
import { defineService } from '../service.ts';
import { collection } from '../store/collection.ts';
import { testService } from '../testing/index.ts';
import { deadLetters } from './dead-letters.ts';

const seats = collection({ name: 'seats', schema: z.object({ _id: tenantId, count: plain(z.int()) }) });

let dir: string;
let engines: Awaited<ReturnType<typeof startEngines>>;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crescendo-outage-'));
  engines = await startEngines({ dir, given: { brokers: inject('engines').brokers } });
});
afterAll(async () => {
  await engines.stop();
  await rm(dir, { recursive: true, force: true });
});

test('a database that dies under a handler is waited for: one effect, no dead letter', async () => {
  let attempts = 0;
  let away = Promise.resolve();
  const counting = on(rosterChanged, {
    async handle(event, tx) {
      attempts++;
      await tx.model(seats).updateOne({ _id: event.tenant }, { $inc: { count: 1 } }, { upsert: true });
      if (attempts > 1) return;
      await engines.mongodb.kill();
      away = new Promise((resolve) => setTimeout(resolve, 6_000)).then(() => engines.mongodb.start());
    },
  });
  const service = defineService({ name: 'billing', collections: [seats], handlers: [counting] });
  const { deliver, store } = await testService(service, { adminUri: engines.mongodb.adminUri });
  const tenant = newId('tenant');
  const { outcome } = await deliver(rosterChanged, { tenant, data: { billable: 1, guests: 0, version: 1 } });
  await away;
  expect(outcome).toEqual({ kind: 'done' });
  expect((await store.model(seats).findById(tenant).lean())?.count).toBe(1);
  expect(await store.model(deadLetters).countDocuments()).toBe(0);
}, 60_000);
