import { permanent, transient } from '@crescendo/contracts';
import { expect, test } from 'vitest';
import type { ServiceClient } from './http/client.ts';
import { keyTransport } from './key-transport.ts';
import { createMetrics } from './telemetry/metrics.ts';

const asked = { tenant: 'tnt_a' };

async function outcomesOf(answer: () => Promise<unknown>) {
  const metrics = createMetrics('billing');
  const call: ServiceClient = async (_service, _path, { response }) => response.parse(await answer());
  const result = await keyTransport(call, metrics)
    .post('/keys/resolve', {}, asked)
    .catch((error: unknown) => error);
  const { values } = await metrics.keySeconds.get();
  const counted = values.filter(({ metricName, value }) => metricName?.endsWith('_count') && value > 0);
  return { result, outcomes: counted.map(({ labels }) => labels.outcome) };
}

test('an answer of the key service is given on, and its time is measured', async () => {
  const { result, outcomes } = await outcomesOf(async () => ({ keys: [] }));
  expect(result).toEqual({ keys: [] });
  expect(outcomes).toEqual(['answered']);
});

test.each([
  ['refuses', permanent('category-not-granted', 'No.'), 'refused'],
  ['is away', transient('purge-unavailable', 'It did not answer.'), 'unavailable'],
  ['fails in a way that nobody foresaw', new Error('?'), 'unavailable'],
])('a key service that %s is told apart, and the caller hears of it', async (_how, error, outcome) => {
  const { result, outcomes } = await outcomesOf(async () => {
    throw error;
  });
  expect(result).toBe(error);
  expect(outcomes).toEqual([outcome]);
});
