import { effect } from '@crescendo/chassis/src/effects/effect.ts';
import { on } from '@crescendo/chassis/src/handlers/on.ts';
import { onBatch } from '@crescendo/chassis/src/handlers/on-batch.ts';
import { defineService, type Service } from '@crescendo/chassis/src/service.ts';
import { collection } from '@crescendo/chassis/src/store/collection.ts';
import {
  erasureStepDone,
  erasureStepRequested,
  newId,
  opaque,
  plain,
  rosterChanged,
  tenantId,
  userId,
  userRemoved,
} from '@crescendo/contracts';
import { z } from 'zod';
import { testService } from '../index.ts';

/** Rows of the toy service, which are erased with their customer or person. */
export const counts = collection({
  name: 'counts',
  schema: z.object({ _id: opaque(z.string()), tenant: tenantId, user: userId.optional(), count: plain(z.int()) }),
  indexes: [{ fields: { tenant: 1, user: 1 } }],
  archived: ['count'],
});

export const ring = effect({ name: 'ring', args: z.object({}), whenUnknown: () => 'give-up', perform: async () => {} });

const counting = on(rosterChanged, {
  async handle({ id, data, tenant }, tx) {
    await tx.model(counts).create([{ _id: id, tenant, count: data.billable }]);
  },
});
const removing = onBatch([userRemoved], {
  async handle(events, tx) {
    await tx.model(counts).insertMany(events.map(({ id, tenant, user }) => ({ _id: id, tenant, user, count: 1 })));
  },
});

/** A service that counts, and a customer to erase. */
export async function erasureWorld(more: Partial<Service> = {}) {
  const definition = defineService({
    name: 'billing',
    collections: [counts],
    handlers: [counting, removing],
    effects: [ring],
    ...more,
  });
  const service = await testService(definition);
  const [tenant, erasure] = [newId('tenant'), newId('erasure')];
  const roster = (of: string, billable = 1) =>
    service.deliver(rosterChanged, { tenant: of, data: { billable, guests: 0, version: 1 } });
  const ask = (step: 'hold' | 'release' | 'fence' | 'close' | 'erase' | 'verify', user?: string) =>
    service.deliver(erasureStepRequested, {
      tenant,
      ...(user && { user }),
      key: tenant,
      data: { erasure, scope: user ? 'person' : 'tenant', step },
    });
  const rowsOf = (of: string) => service.store.model(counts).find({ tenant: of }).lean();
  const answers = async () =>
    (await service.published()).filter(({ type }) => type === erasureStepDone.name).map(({ data }) => data);
  return { ...service, tenant, erasure, roster, ask, rowsOf, answers };
}
