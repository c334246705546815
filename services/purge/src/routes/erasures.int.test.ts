import { defineService, type ServiceClient } from '@crescendo/chassis';
import { testService } from '@crescendo/chassis-testing';
import {
  type ErasureState,
  erasureItem,
  erasureListResponse,
  erasureShowResponse,
  erasureStartResponse,
  erasureStepRequested,
  newId,
  type ServiceName,
  services,
  transient,
} from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { burnDowns } from '../erasures/burn-down.ts';
import { measureBurnDown } from '../erasures/burn-down-job.ts';
import { showErasures } from '../erasures/erasure-metrics.ts';
import { type Erasure, erasureAnswers, erasures, openErasures } from '../erasures/erasures.ts';
import { TenantKeys } from '../keys/tenant-keys.ts';
import { erasureRoutes } from './erasures.ts';
import { erasureControlRoutes } from './erasures-control.ts';

const NOON = new Date('2026-11-24T12:00:00Z');
const afterNoon = ({ hours = 0, seconds = 0 }) => new Date(NOON.getTime() + hours * 3_600_000 + seconds * 1_000);
const COUNTED_STEP = { step: 'erase' as const, counts: [{ collection: 'seats', before: 7, erased: 7, after: 0 }] };

/** The burn-down on its own database. Each service has a thousand rows, unless a test says otherwise. */
async function scene() {
  const left = new Map<ServiceName, number | 'away'>(services.map((name) => [name, 1000]));
  const call: ServiceClient = async (name, path, { operator, response }) => {
    const rows = left.get(name);
    if (rows === 'away') throw transient(`${name}-unavailable`, `${name} did not answer.`);
    expect([path, typeof operator]).toEqual(['/erasure/progress', 'string']);
    return response.parse({ left: rows });
  };
  const definition = defineService({
    name: 'purge',
    collections: [erasures, openErasures, erasureAnswers, burnDowns, TenantKeys],
    operatorRoutes: [...erasureRoutes, ...erasureControlRoutes({ graceHours: 24 })],
    jobs: [measureBurnDown()],
    publishes: [erasureStepRequested],
  });
  const { context, setNow, runJob, published, metrics } = await testService(definition, { now: NOON, call });

  async function ask(path: string, body: unknown): Promise<unknown> {
    const route = definition.operatorRoutes.find((known) => known.path === path);
    if (!route) throw new Error(`there is no ${path}`);
    const caller = { service: 'gateway', operator: 'ada' } as const;
    return await route.handle({ body: route.body.parse(body), caller, service: context });
  }
  async function customer(): Promise<string> {
    const _id = newId('tenant');
    await context.model(TenantKeys).create([{ _id, status: 'live' }]);
    return _id;
  }

  return {
    ...{ left, context, setNow, runJob, published, metrics, customer },
    /** An erasure in this state, as the coordinator would leave it. */
    async erasure(state: ErasureState, given: Partial<Erasure> = {}): Promise<Erasure> {
      const row: Erasure = {
        ...{ _id: newId('erasure'), tenant: newId('tenant'), scope: 'tenant', why: 'uninstalled', state, held: false },
        ...{ requestedAt: NOON, graceUntil: NOON, deadline: afterNoon({ hours: 48 }), since: NOON },
        ...{ participants: [...services], times: { requested: NOON, [state]: given.since ?? NOON } },
        ...given,
      };
      await context.model(erasures).create([row]);
      return row;
    },
    async answers(erasure: Erasure, ...names: ServiceName[]): Promise<void> {
      const rows = names.map((service) => ({
        ...{ _id: `${erasure._id}/erase/${service}`, erasure: erasure._id, service, at: NOON, ...COUNTED_STEP },
      }));
      await context.model(erasureAnswers).create(rows);
    },
    list: async (body: object = {}) => erasureListResponse.parse(await ask('/erasures/list', body)),
    show: async (id: string) => erasureShowResponse.parse(await ask('/erasures/show', { id })),
    start: async (tenant: string, more: object = {}) =>
      erasureStartResponse.parse(await ask('/erasures/start', { id: newId('erasure'), tenant, ...more })),
    cancel: async (id: string) => erasureItem.parse(await ask('/erasures/cancel', { id })),
    async metric(name: string): Promise<unknown> {
      const found = await metrics.registry.getSingleMetric(name)?.get();
      return found?.values.map(({ labels, value }) => ({ ...labels, value }));
    },
  };
}

test('who is under way comes first, the nearest deadline before others, then who is over, page by page', async () => {
  const { erasure, list } = await scene();
  const old = await erasure('done', { since: afterNoon({ hours: -9 }) });
  const later = await erasure('erasing', { deadline: afterNoon({ hours: 40 }) });
  const latest = await erasure('cancelled', { since: afterNoon({ hours: -1 }) });
  const sooner = await erasure('fenced', { deadline: afterNoon({ hours: 3 }) });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await list({ limit: 1, cursor });
    seen.push(...items.map(({ id }) => id));
    cursor = next;
  } while (cursor);
  expect(seen).toEqual([sooner, later, latest, old].map(({ _id }) => _id));
  expect((await list()).items.map(({ id }) => id)).toEqual(seen);
  const person = await erasure('fenced', { scope: 'person', user: newId('user') });
  expect((await list({ scope: 'person' })).items.map(({ id }) => id)).toEqual([person._id]);
  expect((await list({ scope: 'tenant' })).items.map(({ id }) => id)).toEqual(seen);
  await expect(list({ cursor: 'of another' })).rejects.toMatchObject({ code: 'bad-request' });
});

test('a service that has not done its part is named with since when, and one that is away as such', async () => {
  const { erasure, answers, show, left } = await scene();
  const since = afterNoon({ seconds: 30 });
  const one = await erasure('erasing', { since });
  await answers(one, ...services.filter((name) => name !== 'analytics'));
  for (const name of services) left.set(name, name === 'analytics' ? 'away' : 0);
  const shown = await show(one._id);
  expect(shown.waitsFor).toEqual([{ service: 'analytics', step: 'erase', since: since.toISOString() }]);
  const rows = new Map(shown.services.map((row) => [row.service, row]));
  expect(rows.get('analytics')).toEqual({
    ...{ service: 'analytics', unavailable: 'analytics-unavailable', erased: 0, answered: [] },
  });
  expect(rows.get('billing')).toMatchObject({ left: 0, secondsLeft: 0, erased: 7, answered: [{ step: 'erase' }] });
});

test('rows a second and the time that the rest takes come from what was counted while it went on', async () => {
  const { erasure, show, left, setNow, runJob } = await scene();
  const { _id } = await erasure('fenced');
  await runJob('measure-burn-down');
  setNow(afterNoon({ seconds: 20 }));
  left.set('billing', 800);
  const row = (await show(_id)).services.find(({ service }) => service === 'billing');
  expect(row).toMatchObject({ left: 800, most: 1000, perSecond: 10, secondsLeft: 80 });
  left.set('billing', 'away');
  expect((await show(_id)).services).toContainEqual({
    ...{ service: 'billing', unavailable: 'billing-unavailable', most: 1000, erased: 0, answered: [] },
    lastCounted: { left: 1000, at: NOON.toISOString() },
  });
});

test('what services have is counted again and again only while it gets less, and forgotten in the end', async () => {
  const { erasure, context, runJob, setNow } = await scene();
  let seconds = 0;
  async function count(): Promise<number[]> {
    seconds += 40;
    setNow(afterNoon({ seconds }));
    await runJob('measure-burn-down');
    return (await context.model(burnDowns).find().lean()).map(({ samples }) => samples.length);
  }
  await erasure('requested');
  expect(await count()).toEqual([]);
  const { _id } = await erasure('closing');
  expect(await count()).toEqual(services.map(() => 1));
  expect(await count()).toEqual(services.map(() => 1));
  await context.model(erasures).updateOne({ _id }, { $set: { state: 'erasing' as const } });
  expect(await count()).toEqual(services.map(() => 2));
  await context.model(erasures).updateOne({ _id }, { $set: { state: 'done' as const } });
  expect(await count()).toEqual([]);
});

test('the clock runs to the planned end and to the deadline, and stands still when it is over', async () => {
  const { erasure, show, setNow } = await scene();
  const { _id } = await erasure('erasing');
  const { _id: over } = await erasure('done', { since: afterNoon({ hours: 2 }) });
  const clock = async (id: string) => {
    const { hoursToPlanned, hoursToDeadline, late, overdue } = await show(id);
    return [hoursToPlanned, hoursToDeadline, late, overdue];
  };
  expect(await clock(_id)).toEqual([42, 48, false, false]);
  setNow(afterNoon({ hours: 43 }));
  expect(await clock(_id)).toEqual([-1, 5, true, false]);
  setNow(afterNoon({ hours: 49 }));
  expect(await clock(_id)).toEqual([-7, -1, true, true]);
  expect(await clock(over)).toEqual([40, 46, false, false]);
});

test('an operator has a customer erased once, however often it is asked for; who is no customer is not', async () => {
  const { start, customer, published } = await scene();
  const tenant = await customer();
  const { begun, erasure } = await start(tenant);
  expect({ begun, ...erasure }).toMatchObject({
    ...{ begun: true, tenant, state: 'requested', why: 'ended-by-operator' },
    graceUntil: afterNoon({ hours: 24 }).toISOString(),
  });
  expect(await start(tenant, { grace: 'none' })).toMatchObject({ begun: false, erasure: { id: erasure.id } });
  expect(await start(tenant, { id: erasure.id })).toMatchObject({ begun: true });
  expect((await published()).map(({ data }) => data)).toEqual([{ erasure: erasure.id, scope: 'tenant', step: 'hold' }]);
  await expect(start(newId('tenant'))).rejects.toMatchObject({ code: 'not-found' });
});

test('without grace nothing is waited for', async () => {
  const { start, customer } = await scene();
  expect(await start(await customer(), { grace: 'none' })).toMatchObject({
    erasure: { graceUntil: NOON.toISOString() },
  });
});

test('what was asked for can be taken back, twice too, until it is fenced; what a person asked for only by that person', async () => {
  const { start, cancel, customer, erasure, published } = await scene();
  const { erasure: begun } = await start(await customer());
  expect(await cancel(begun.id)).toMatchObject({ state: 'cancelled' });
  expect(await cancel(begun.id)).toMatchObject({ state: 'cancelled' });
  const steps = (await published()).map(({ data }) => (data as { step: string }).step);
  expect(steps).toEqual(['hold', 'release']);
  const fenced = await erasure('fenced', { why: 'ended-by-operator' });
  await expect(cancel(fenced._id)).rejects.toMatchObject({ code: 'too-late' });
  const own = await erasure('requested', { scope: 'person', user: newId('user') });
  await expect(cancel(own._id)).rejects.toMatchObject({ code: 'for-the-person' });
  await expect(cancel(newId('erasure'))).rejects.toMatchObject({ code: 'not-found' });
});

test('what nobody asked for can be taken back until its keys are destroyed', async () => {
  const { cancel, erasure, published } = await scene();
  for (const state of ['fenced', 'closing'] as const)
    expect(await cancel((await erasure(state))._id)).toMatchObject({ state: 'cancelled' });
  const steps = (await published()).map(({ data }) => (data as { step: string }).step);
  expect(steps).toEqual(['release', 'release']);
  const gone = [await erasure('closing', { shreddingAt: NOON }), await erasure('shredded')];
  for (const { _id } of gone) await expect(cancel(_id)).rejects.toMatchObject({ code: 'too-late' });
});

test('metrics tell of the one that is nearest to its deadline and of the longest wait, and go on without a database', async () => {
  const { erasure, answers, context, metric, setNow, runJob, left } = await scene();
  showErasures(context);
  showErasures(context);
  expect(await metric('crescendo_erasures_open')).toEqual([]);
  const one = await erasure('erasing');
  await answers(one, ...services.filter((name) => name !== 'support'));
  await erasure('erasing', {
    deadline: afterNoon({ hours: 60 }),
    since: afterNoon({ hours: 1 }),
    participants: ['support'],
  });
  await erasure('done');
  for (const name of services) left.set(name, name === 'support' ? 1000 : 0);
  await runJob('measure-burn-down');
  setNow(afterNoon({ hours: 2 }));
  expect(await metric('crescendo_erasures_open')).toEqual([{ scope: 'tenant', state: 'erasing', value: 2 }]);
  expect(await metric('crescendo_erasure_hours_left')).toEqual([{ scope: 'tenant', value: 46 }]);
  const waits = 'crescendo_erasure_waits_seconds';
  expect(await metric(waits)).toEqual([{ participant: 'support', step: 'erase', value: 7200 }]);
  expect(await metric('crescendo_erasure_rows_left')).toContainEqual({ participant: 'support', value: 2000 });

  context.model = () => {
    throw transient('is-away', 'The database does not answer.');
  };
  setNow(afterNoon({ hours: 3 }));
  expect(await metric(waits)).toEqual([{ participant: 'support', step: 'erase', value: 10_800 }]);
});
