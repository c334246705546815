import { messageSent, newId, plain, rosterChanged, tenantId } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { effect } from './effects/effect.ts';
import { on } from './handlers/on.ts';
import { job } from './jobs/job.ts';
import { categoriesOf, defineService } from './service.ts';
import { collection } from './store/collection.ts';

const handler = on(rosterChanged, { async handle() {} });
const ring = effect({
  name: 'ring',
  args: z.object({}),
  whenUnknown: () => 'give-up',
  perform: async () => newId('event'),
});
const rest = job({ name: 'rest', every: 1_000, run: async () => {} });
const rows = (name: string) => collection({ name, schema: z.object({ _id: tenantId, count: plain(z.int()) }) });

test('what a service does not declare it does not have, but for its part in erasures', () => {
  const { handlers, ...rest } = defineService({ name: 'billing' });
  expect(handlers.flatMap(({ types }) => types.map(({ name }) => name))).toEqual(['erasure-step-requested']);
  expect(rest).toEqual({
    name: 'billing',
    collections: [],
    effects: [],
    jobs: [],
    routes: [],
    operatorRoutes: [],
    publishes: [],
    opens: [],
    erasure: {},
  });
});

test.each([
  ['handlers of an event', { handlers: [handler, handler] }, 'roster-changed'],
  ['effects of a name', { effects: [ring, ring] }, 'ring'],
  ['jobs of a name', { jobs: [rest, rest] }, 'rest'],
  ['collections of a name', { collections: [rows('seats'), rows('seats')] }, 'seats'],
  ['collections with the name of one that every service has', { collections: [rows('outbox')] }, 'outbox'],
])('two %s are refused', (_what, parts, name) => {
  expect(() => defineService({ name: 'billing', ...parts })).toThrow(name);
});

test('a service that touches what it is not granted, or is granted what it does not touch, is refused', () => {
  const opening = on(messageSent, { opens: ['place'], async handle() {} });
  expect(() => defineService({ name: 'billing', handlers: [opening] })).toThrow('not granted: identity');
  expect(() => defineService({ name: 'gateway' })).toThrow('does not use: identity');
});

test('what counts as touched: sealed rows, published events, opened fields', () => {
  const publishing = on(rosterChanged, { publishes: [messageSent], async handle() {} });
  const service = { ...defineService({ name: 'billing' }), handlers: [publishing] };
  expect([...categoriesOf(service)]).toEqual(['identity']);
});
