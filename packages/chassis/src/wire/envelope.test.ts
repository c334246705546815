import { newId } from '@crescendo/contracts';
import { CloudEvent, Kafka as KafkaBinding } from 'cloudevents';
import type { Message } from 'kafkajs';
import { expect, test } from 'vitest';
import { type EventRecord, fromKafkaMessage, toKafkaMessage } from './envelope.ts';

const event = (): EventRecord => ({
  id: newId('event'),
  type: 'answer-given',
  source: '/crescendo/ingestion',
  time: new Date('2026-11-24T09:00:00.123Z'),
  tenant: newId('tenant'),
  user: newId('user'),
  key: newId('user'),
  value: '{"assignment":"asg"}',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
});
const onWire = ({ key, value, headers }: Message) => ({
  key: Buffer.from(String(key)),
  value: Buffer.from(String(value)),
  headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(String(text))])),
});
/** An event's record with one header changed or (undefined) left out. */
function changed(name: string, text: string | undefined) {
  const { headers, ...record } = onWire(toKafkaMessage(event()));
  const others = Object.entries(headers).filter(([other]) => other !== name);
  return {
    ...record,
    headers: Object.fromEntries(text === undefined ? others : [...others, [name, Buffer.from(text)]]),
  };
}

test('what is written is read back, also without a person or a trace', () => {
  const whole = event();
  expect(fromKafkaMessage(onWire(toKafkaMessage(whole)))).toEqual(whole);
  const bare = { ...event(), user: undefined, traceparent: undefined };
  expect(fromKafkaMessage(onWire(toKafkaMessage(bare)))).toEqual(bare);
});

test('the official SDK reads what is written as a valid CloudEvent with our extensions', () => {
  const written = event();
  const { key, value, headers } = toKafkaMessage(written);
  const texts = Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, String(text)]));
  const record = { key: String(key), value: String(value), headers: texts, body: String(value) };
  const read = KafkaBinding.toEvent(record);
  if (!(read instanceof CloudEvent)) throw new Error('a record is one event');
  expect(read.validate()).toBe(true);
  expect(read).toMatchObject({
    specversion: '1.0',
    id: written.id,
    source: written.source,
    type: 'com.crescendo.answer-given',
    subject: written.user,
    time: written.time.toISOString(),
    datacontenttype: 'application/json',
    tenant: written.tenant,
    traceparent: written.traceparent,
    data: JSON.parse(written.value),
  });
});

test.each(['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time', 'ce_tenant'])(
  'without %s it is undecodable',
  (name) => {
    expect(() => fromKafkaMessage(changed(name, undefined))).toThrow(`The record has no ${name} header.`);
  },
);

// A value accepted here would go into rows whose schema refuses it, again and again.
test.each([
  ['ce_specversion', '0.3'],
  ['ce_id', 'Jane Roe'],
  ['ce_tenant', 'jane@example.com'],
  ['ce_subject', 'U0JANE'],
  ['ce_type', 'com.crescendo.Jane Roe'],
  ['ce_type', 'org.example.answer-given'],
  ['ce_source', 'https://jane.example.com'],
  ['ce_time', 'yesterday'],
])('with a %s such as %s it is undecodable, and the error does not repeat it', (name, text) => {
  const read = () => fromKafkaMessage(changed(name, text));
  expect(read).toThrow(expect.objectContaining({ code: 'undecodable', retry: false }));
  expect(read).not.toThrow(text);
});

test('a record without key or value is undecodable', () => {
  const record = onWire(toKafkaMessage(event()));
  expect(() => fromKafkaMessage({ ...record, key: null })).toThrow('no key or no value');
  expect(() => fromKafkaMessage({ ...record, value: null })).toThrow('no key or no value');
});
