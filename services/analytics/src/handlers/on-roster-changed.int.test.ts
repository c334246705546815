import { testService } from '@crescendo/chassis-testing';
import { newId, rosterChanged } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { rosterCounts } from '../roster-counts.ts';
import { analytics } from '../service.ts';

test('of a customer the newest number of people is kept, in whatever order numbers come', async () => {
  const { deliver, context } = await testService(analytics);
  const tenant = newId('tenant');
  const kept = () => context.model(rosterCounts).findOne({ _id: tenant, tenant }).lean();
  const counted = (billable: number, version: number) =>
    deliver(rosterChanged, { tenant, data: { billable, guests: 1, version } });

  await counted(50, 100);
  expect(await kept()).toEqual({ _id: tenant, tenant, people: 50, version: 100 });
  await counted(52, 300);
  expect((await counted(51, 200)).outcome).toEqual({ kind: 'skip', code: 'older-count' });
  expect(await kept()).toMatchObject({ people: 52, version: 300 });
});
