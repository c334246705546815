import { heldClock, serviceTokens } from '@crescendo/chassis-testing';
import { newId, permanent, type ServiceName, transient } from '@crescendo/contracts';
import { Router } from 'express';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { ServiceContext } from '../service-context.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import type { Caller } from './caller.ts';
import { serviceClient } from './client.ts';
import { readiness as createReadiness } from './readiness.ts';
import { type OperatorRoute, operatorRoute, type Route, route } from './route.ts';
import { serveHttp } from './server.ts';

const log = createLog('test', 'silent');
const soon = { timeout: 20_000 };
const tenant = newId('tenant');

/** Billing serves routes. All calls, except those made directly to `url`, come from personalization. */
async function serving(routes: readonly (Route | OperatorRoute)[], edge?: Router) {
  const { open } = await serviceTokens('billing', 'personalization', 'analytics');
  const metrics = createMetrics('billing');
  const readiness = createReadiness();
  const clock = heldClock();
  const service = { name: 'billing', clock: clock as Clock, log } as ServiceContext; // all that these tests' routes need
  const tokens = await open('billing');
  const options = { host: '127.0.0.1', port: 0, routes, edge, readiness, metrics, tokens, log, service };
  const server = await serveHttp(options);
  onTestFinished(async () => {
    const closed = server.close(0);
    clock.pass(1_500);
    await closed;
  });
  const as = async (name: ServiceName) =>
    serviceClient({ tokens: await open(name), urls: { billing: server.url }, clock });
  return { clock, url: server.url, close: () => server.close(0), readiness, metrics, as, tokensOf: open };
}
const ask = (path: string, handle: (body: { seats: number }, caller: Caller) => Promise<unknown>) =>
  route({
    method: 'post',
    path,
    from: ['personalization'],
    body: z.object({ seats: z.int() }),
    response: z.object({ seats: z.int() }),
    handle: ({ body, caller }) => handle(body, caller) as Promise<{ seats: number }>,
  });
const echo = ask('/seats', async ({ seats }) => ({ seats }));
/** A route that gets a request and never answers. */
async function unanswered() {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const endless = ask('/seats', () => {
    resolve();
    return new Promise(() => {});
  });
  return { ...(await serving([endless])), asked };
}
const call = (seats: unknown = 1) => ({ tenant, body: { seats }, response: z.object({ seats: z.int() }) });

test('a service asks another, for the tenant its token names', async () => {
  const callers: Caller[] = [];
  const { as } = await serving([
    ask('/seats', async ({ seats }, caller) => {
      callers.push(caller);
      return { seats: seats + 1 };
    }),
  ]);
  expect(await (await as('personalization'))('billing', '/seats', call(4))).toEqual({ seats: 5 });
  expect(callers).toEqual([{ service: 'personalization', tenant }]);
});

test('what is for operators is answered for an operator only, and nothing else is', async () => {
  const forOperators = operatorRoute({
    method: 'post',
    path: '/dead-letters',
    from: ['personalization'],
    body: z.object({}),
    response: z.object({ operator: z.string() }),
    handle: async ({ caller: { operator } }) => ({ operator }),
  });
  const { as } = await serving([forOperators, echo]);
  const personalization = await as('personalization');
  const response = z.object({ operator: z.string() });
  const ask = (whom: { operator: string } | { tenant: string }, path: string) =>
    personalization('billing', path, { ...whom, body: { seats: 1 }, response });
  expect(await ask({ operator: 'ada' }, '/dead-letters')).toEqual({ operator: 'ada' });
  await expect(ask({ tenant }, '/dead-letters')).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(ask({ operator: 'ada' }, '/seats')).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('without a token nothing of a body is read; a service the route is not for gets 403', async () => {
  const { url, as } = await serving([echo]);
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/seats`, { method: 'POST', headers, body: '{"seats":' });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ status: 401, code: 'unauthenticated', retry: false });
  // Retriable: during a deployment a grant may arrive a moment after its first use.
  await expect((await as('analytics'))('billing', '/seats', call())).rejects.toMatchObject({
    code: 'forbidden',
    retry: true,
  });
});

test.each([
  ['is malformed', '{"seats":', 400, 'malformed-body'],
  ['does not fit', '{"seats":"jane@example.com"}', 400, 'bad-request'],
  ['is too large', JSON.stringify({ seats: 1, padding: 'x'.repeat(1_100_000) }), 413, 'body-too-large'],
])('a body that %s is refused without repeating it', async (_what, body, status, code) => {
  const { url, tokensOf } = await serving([echo]);
  const token = await (await tokensOf('personalization')).issue('billing', tenant);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/seats`, { method: 'POST', headers, body });
  const text = await answer.text();
  expect(answer.status).toBe(status);
  expect(JSON.parse(text)).toMatchObject({
    status,
    code,
    type: `urn:crescendo:problem:${code}`,
    title: expect.any(String),
  });
  expect(text).not.toMatch(/jane|stack|node_modules/);
});

test.each([
  [
    'passes',
    transient('away', 'It is away.', { after: 2_500 }),
    { code: 'away', message: 'It is away.', retry: true, after: 3_000 },
  ],
  [
    'will not pass',
    permanent('no-such-plan', 'There is no such plan.'),
    { code: 'no-such-plan', message: 'There is no such plan.', retry: false },
  ],
  [
    'nobody foresaw',
    new Error('jane@example.com'),
    { code: 'unexpected', message: 'billing refused: unexpected.', retry: true },
  ],
  [
    "is the answering service's own",
    permanent('wrapped-key-broken', 'It does not open.'),
    { code: 'wrapped-key-broken', retry: true },
  ],
])('a failure that %s arrives as one', async (_what, thrown, expected) => {
  const { as } = await serving([ask('/seats', () => Promise.reject(thrown))]);
  const failure = await (await as('personalization'))('billing', '/seats', call()).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'Failure', ...expected });
  expect(String(failure)).not.toContain('jane');
});

test('an answer that does not fit its schema is not given, and what the schema does not name is left out', async () => {
  const { as, url, tokensOf } = await serving([
    ask('/wrong', async () => ({ seats: 'jane@example.com' })),
    ask('/more', async () => ({ seats: 1, email: 'jane@example.com' })),
  ]);
  await expect((await as('personalization'))('billing', '/wrong', call())).rejects.toMatchObject({
    code: 'answer-invalid',
  });
  const token = await (await tokensOf('personalization')).issue('billing', tenant);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  expect(await (await fetch(`${url}/more`, { method: 'POST', headers, body: '{"seats":1}' })).json()).toEqual({
    seats: 1,
  });
});

test('a service that is away, or answers something else, is asked again later', async () => {
  const { as, close } = await serving([ask('/seats', async ({ seats }) => ({ seats }))]);
  const personalization = await as('personalization');
  const other = { ...call(), response: z.object({ other: z.string() }) };
  await expect(personalization('billing', '/seats', other)).rejects.toMatchObject({
    code: 'billing-answer-invalid',
    retry: true,
  });
  await expect(personalization('analytics', '/seats', call())).rejects.toMatchObject({
    code: 'no-service-url',
    retry: false,
  });
  await close();
  await expect(personalization('billing', '/seats', call())).rejects.toMatchObject({
    code: 'billing-unavailable',
    retry: true,
  });
});

test('an answer is waited for as long as the call says', async () => {
  const { clock, as, asked } = await unanswered();
  const ended = vi.fn();
  const asking = (await as('personalization'))('billing', '/seats', { ...call(), deadlineMs: 200 }).finally(ended);
  const refused = expect(asking).rejects.toMatchObject({ code: 'billing-unavailable', retry: true });
  await asked;
  clock.pass(199);
  expect(ended).not.toHaveBeenCalled();
  clock.pass(1);
  await refused;
});

test('what is not there is 404, a path that cannot be read 400, each as a problem', async () => {
  const edge = Router();
  edge.get('/things/:name', (_request, response) => void response.json({}));
  const { url } = await serving([echo], edge);
  for (const [path, status] of [
    ['/nothing', 404],
    ['/things/%ff', 400],
  ] as const) {
    const answer = await fetch(url + path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, retry: false });
  }
});

test('health: alive at once, ready when nothing is waited for, with the reasons', async () => {
  const { url, readiness } = await serving([]);
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  readiness.set('consumer', 'joining');
  const waiting = await fetch(`${url}/readyz`);
  expect(waiting.status).toBe(503);
  expect(await waiting.json()).toEqual({ ready: false, reasons: { consumer: 'joining' } });
  readiness.set('consumer', undefined);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test('metrics name routes by their pattern, never by what was asked for', async () => {
  const edge = Router();
  edge.get('/people/:id', (_request, response) => void response.json({}));
  const { url, metrics } = await serving([], edge);
  await fetch(`${url}/people/jane`);
  await fetch(`${url}/jane`);
  const shown = async () => await (await fetch(`${url}/metrics`)).text();
  await vi.waitFor(async () => expect(await shown()).toContain('route="/people/:id",status="200"'), soon);
  await vi.waitFor(async () => expect(await shown()).toContain('route="unmatched",status="404"'), soon);
  expect(await metrics.registry.metrics()).not.toContain('jane');
});

test('a server closes in time, whoever is still waiting for an answer', async () => {
  const { clock, as, asked, close } = await unanswered();
  const asking = (await as('personalization'))('billing', '/seats', call()).catch((error: unknown) => error);
  await asked;
  const closed = close();
  clock.pass(1_500);
  await closed;
  expect(await asking).toMatchObject({ code: 'billing-unavailable' });
});
