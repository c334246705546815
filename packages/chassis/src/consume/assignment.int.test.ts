import { testService } from '@crescendo/chassis-testing';
import kafkajs, { type Consumer } from 'kafkajs';
import { expect, test, vi } from 'vitest';
import { readiness as createReadiness } from '../http/readiness.ts';
import { defineService } from '../service.ts';
import { createLog } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createAssignment } from './assignment.ts';

const at = { topic: 'crescendo.users', partition: 0 };

/** One partition, with a consumer that may be in no group. */
async function assigned() {
  const { store } = await testService(defineService({ name: 'billing' }));
  const group = { joined: true };
  const consumer: Pick<Consumer, 'pause' | 'resume' | 'seek'> = {
    pause: () => {
      if (!group.joined) throw new kafkajs.KafkaJSNonRetriableError('Consumer group was not initialized');
    },
    resume: () => {},
    seek: () => {},
  };
  const assignment = createAssignment({
    consumer,
    admin: { fetchTopicOffsets: async () => [{ partition: 0, offset: '9', high: '9', low: '0' }] },
    store,
    readiness: createReadiness(),
    metrics: createMetrics('billing'),
    log: createLog('test', 'silent'),
    signal: new AbortController().signal,
  });
  const placed = () => vi.waitFor(() => expect(assignment.placed()).toEqual([at]), 60_000);
  assignment.replace([at]);
  await placed();
  return { assignment, group, placed };
}

test('a partition whose row moved without us is placed anew', async () => {
  const { assignment, placed } = await assigned();
  assignment.placeAnew(at);
  expect(assignment.placed()).toEqual([]);
  await placed();
});

test('while the consumer is in no group it is not, and nothing is thrown; when it joins, it is', async () => {
  const { assignment, group, placed } = await assigned();
  group.joined = false;
  assignment.placeAnew(at);
  expect(assignment.placed()).toEqual([]);
  group.joined = true;
  assignment.replace([at]);
  await placed();
});
