import type { Producer, ProducerBatch } from 'kafkajs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { createLog } from '../telemetry/log.ts';
import { deadline } from '../waiting/deadline.ts';
import type { Outgoing } from './batches.ts';
import type { EventRecord } from './envelope.ts';
import { createPublisher, type Terms } from './publisher.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const event = (id: string, bytes = 10): Outgoing => ({
  topic: 'crescendo.users',
  event: { id, type: 'toy-counted', value: 'x'.repeat(bytes), key: 'k', time: new Date(), tenant: 't' } as EventRecord,
});

/** Producers that answer when the test says so, with what each produce carried. */
function kafka() {
  const produces: { ids: string[]; bytes: number; acknowledge: () => void; refuse: () => void }[] = [];
  let connect = (): Promise<void> => Promise.resolve();
  const producer = () =>
    ({
      connect: () => connect(),
      disconnect: async () => {},
      sendBatch: ({ topicMessages = [] }: ProducerBatch) =>
        new Promise((resolve, reject) => {
          const messages = topicMessages.flatMap((topic) => topic.messages);
          const ids = messages.map(({ headers }) => String(headers?.ce_id));
          const bytes = messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
          produces.push({ ids, bytes, acknowledge: () => resolve([]), refuse: () => reject(new Error('refused')) });
        }),
    }) as Partial<Producer> as Producer;
  return {
    produces,
    publisher: createPublisher({ producer }, createLog('test', 'silent')),
    connectsWhen(ready: Promise<void>) {
      connect = () => ready;
    },
  };
}
const settled = () => vi.advanceTimersByTimeAsync(0);

test('what is sent as soon as the one before is acknowledged goes out too', async () => {
  const { publisher, produces } = kafka();
  const both = (async () => {
    await publisher.send([event('one')]);
    await publisher.send([event('two')]);
  })();
  await settled();
  produces[0]?.acknowledge();
  await settled();
  expect(produces.map(({ ids }) => ids)).toEqual([['one'], ['two']]);
  produces[1]?.acknowledge();
  await both;
});

test('what arrives while a produce is under way goes together in the next', async () => {
  const { publisher, produces } = kafka();
  const first = publisher.send([event('one')]);
  await settled();
  const sent = Promise.all([first, ...['two', 'three'].map((id) => publisher.send([event(id)]))]);
  await settled();
  produces[0]?.acknowledge();
  await settled();
  produces[1]?.acknowledge();
  await sent;
  expect(produces.map(({ ids }) => ids)).toEqual([['one'], ['two', 'three']]);
});

test('no produce is larger than a broker takes, and the order stays', async () => {
  const { publisher, produces } = kafka();
  const ids = Array.from({ length: 12 }, (_, i) => String(i));
  const sent = publisher.send(ids.map((id) => event(id, 300_000)));
  for (let i = 0; i < 4; i++) {
    await settled();
    produces[i]?.acknowledge();
  }
  await sent;
  expect(produces.flatMap((produce) => produce.ids)).toEqual(ids);
  expect(Math.max(...produces.map(({ bytes }) => bytes))).toBeLessThan(1_000_000);
});

test('a refusal refuses what waits behind it: nothing overtakes what its sender will bring again', async () => {
  const { publisher, produces } = kafka();
  const outcomes = ['one', 'two'].map((id) => publisher.send([event(id)]).catch((error) => error.code));
  await settled();
  produces[0]?.refuse();
  expect(await Promise.all(outcomes)).toEqual(['broker-unavailable', 'broker-unavailable']);
  expect(produces).toHaveLength(1);
});

test('a connection that comes after the deadline carries nothing more', async () => {
  const { publisher, produces, connectsWhen } = kafka();
  const { promise, resolve } = Promise.withResolvers<void>();
  connectsWhen(promise);
  const outcome = publisher.send([event('one')]).catch((error) => error.code);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(await outcome).toBe('broker-unavailable');
  resolve();
  await settled();
  expect(produces).toEqual([]);
});

test('an answer that never comes is a refusal after the deadline, and the next produce gets a new producer', async () => {
  const { publisher, produces } = kafka();
  const outcome = publisher.send([event('one')]).catch((error) => error.code);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(await outcome).toBe('broker-unavailable');
  const again = publisher.send([event('one')]);
  await settled();
  produces[1]?.acknowledge();
  await again;
});

/** Sends with a deadline of 1,000 ms, and returns what the caller hears. */
function waitingFor(send: (terms: Terms) => Promise<void>) {
  const heard: string[] = [];
  send({ until: deadline(systemClock, 1_000), begins: () => heard.push('begun') }).then(
    () => heard.push('done'),
    (error) => heard.push(error.code),
  );
  return heard;
}

test('what waited too long behind a slow produce is not produced any more, and known not to be', async () => {
  const { publisher, produces } = kafka();
  const first = publisher.send([event('one')]);
  await settled();
  const late = waitingFor((terms) => publisher.send([event('two')], terms));
  await vi.advanceTimersByTimeAsync(500);
  const inTime = waitingFor((terms) => publisher.send([event('three')], terms));
  const patient = publisher.send([event('four')]);
  await vi.advanceTimersByTimeAsync(500);
  produces[0]?.acknowledge();
  await first;
  await settled();
  produces[1]?.acknowledge();
  await patient;
  expect(produces.map(({ ids }) => ids)).toEqual([['one'], ['three', 'four']]);
  expect(late).toEqual(['broker-unavailable']);
  expect(inTime).toEqual(['begun', 'done']);
});

test('what waited too long for a connection is not produced any more', async () => {
  const { publisher, produces, connectsWhen } = kafka();
  const { promise, resolve } = Promise.withResolvers<void>();
  connectsWhen(promise);
  const late = waitingFor((terms) => publisher.send([event('one')], terms));
  await vi.advanceTimersByTimeAsync(1_000);
  resolve();
  await settled();
  expect(produces).toEqual([]);
  expect(late).toEqual(['broker-unavailable']);
});

test('who is not answered knows that it was begun', async () => {
  const { publisher } = kafka();
  const heard = waitingFor((terms) => publisher.send([event('one')], terms));
  await vi.advanceTimersByTimeAsync(2_500);
  expect(heard).toEqual(['begun', 'broker-unavailable']);
});
