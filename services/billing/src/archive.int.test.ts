import { testService } from '@crescendo/chassis-testing';
import { erasureStepRequested, newId, rosterChanged } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { archivedRecords } from '../../../packages/chassis/src/erasure/step-rows.ts';
import { seats } from './seats.ts';
import { billing } from './service.ts';

test('of a customer who is erased the number of seats stays in the archive, once, and nothing else', async () => {
  const { deliver, runJob, store } = await testService(billing);
  const [tenant, other] = [newId('tenant'), newId('tenant')];
  for (const of of [tenant, other])
    await deliver(rosterChanged, { tenant: of, data: { billable: 50, guests: 2, version: 100 } });
  const erasure = newId('erasure');
  for (const step of ['fence', 'erase', 'verify'] as const) {
    await deliver(erasureStepRequested, { tenant, data: { erasure, scope: 'tenant', step } });
    await runJob('erase');
  }
  expect(await store.model(seats).distinct('tenant')).toEqual([other]);
  expect(await store.model(archivedRecords).find().lean()).toEqual([
    {
      _id: `seats/${tenant}`,
      tenant,
      from: 'seats',
      record: { billable: 50, guests: 2, version: 100 },
      archivedAt: expect.any(Date),
    },
  ]);
});
