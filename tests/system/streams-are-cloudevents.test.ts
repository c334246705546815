import { catalogue, cloudEventType, type Stream, streams } from '@crescendo/contracts';
import { readTopics } from '@crescendo/scan';
import { CloudEvent, Kafka as KafkaBinding } from 'cloudevents';
import { beforeAll, expect, inject, test } from 'vitest';
import { leave } from '../setup/leave.ts';
import { settled } from '../setup/settled.ts';
import { installedWorkspace } from '../setup/workspace.ts';
import { consoleConsumer } from './console-consumer.ts';

const brokers = inject('system').run.kafka?.brokers ?? '';

beforeAll(async () => {
  const left = installedWorkspace().then(leave); // so that there are also control events
  const robin = (await installedWorkspace()).learner(0);
  await robin.answer(await robin.start(), 'right');
  await left;
  await settled();
});

test.each(streams)("Kafka's console consumer reads $topic, and the CloudEvents SDK what it printed", async (stream) => {
  const { topic } = stream;
  const { length: count } = await readTopics(brokers, [topic]);
  const printed = await consoleConsumer({ brokers, topic, count });
  expect(printed).toHaveLength(count);
  expect(count).toBeGreaterThan(0);
  for (const record of printed) {
    const { key, value } = record;
    const event = KafkaBinding.toEvent({ ...record, body: value });
    if (!(event instanceof CloudEvent)) throw new Error('a record is one event');
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({ specversion: '1.0', datacontenttype: 'application/json', partitionkey: key });
    expect(event.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    const type = typesOn(stream).find(({ name }) => cloudEventType(name) === event.type);
    expect(type?.producers.map((producer) => `/crescendo/${producer}`)).toContain(event.source);
    expect(key).toEqual(keyOf(stream, event));
    expect(type?.schema.parse(JSON.parse(value))).toEqual(JSON.parse(value));
  }
});

const typesOn = (stream: Stream) => catalogue.filter((type) => type.stream.topic === stream.topic);

/** The key of a record: at the edge a keyed hash, which occurs nowhere else in the record. */
function keyOf({ keyedBy }: Stream, event: { tenant?: unknown; subject?: string }): unknown {
  if (keyedBy === 'tenant') return event.tenant;
  return keyedBy === 'user' ? event.subject : expect.stringMatching(/^[\w-]{43}$/);
}
