import { testService } from '@crescendo/chassis-testing';
import { newId, rosterChanged } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { seats } from '../seats.ts';
import { billing } from '../service.ts';

test('the newest count of a customer is kept, in whatever order counts come', async () => {
  const { deliver, context } = await testService(billing);
  const [tenant, other] = [newId('tenant'), newId('tenant')];
  const kept = () => context.model(seats).findOne({ _id: tenant, tenant }).lean();

  await deliver(rosterChanged, { tenant, data: { billable: 50, guests: 2, version: 100 } });
  expect(await kept()).toEqual({ _id: tenant, tenant, billable: 50, guests: 2, version: 100 });

  await deliver(rosterChanged, { tenant, data: { billable: 52, guests: 1, version: 300 } });
  const late = await deliver(rosterChanged, { tenant, data: { billable: 51, guests: 1, version: 200 } });
  expect(late.outcome).toEqual({ kind: 'skip', code: 'older-count' });

  await deliver(rosterChanged, { tenant: other, data: { billable: 7, guests: 0, version: 400 } });
  expect(await kept()).toMatchObject({ billable: 52, guests: 1, version: 300 });
});
