import { z } from 'zod';
import { catalogue } from './catalogue.ts';
import { cloudEventType, type EventType } from './event.ts';
import { streams } from './streams.ts';
import { fieldsOf, type Tag } from './tags.ts';

/** What a tag says about a field, without the schema it opens to. */
function annotation(tag: Tag | undefined): Record<string, unknown> {
  if (!tag) return {};
  if (!('clear' in tag)) return tag;
  const { clear, ...rest } = tag;
  return { ...rest, sealed: true, opensTo: z.toJSONSchema(clear) };
}

const required = ['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time', 'ce_tenant'];

function message(event: EventType) {
  return {
    name: event.name,
    title: event.name,
    summary: event.summary,
    contentType: 'application/json',
    headers: {
      type: 'object',
      required: [...required, ...(event.signed ? ['ce_signature'] : [])],
      properties: {
        ce_specversion: { const: '1.0' },
        ce_id: { type: 'string' },
        ce_source: { type: 'string', enum: event.producers.map((producer) => `/crescendo/${producer}`) },
        ce_type: { const: cloudEventType(event.name) },
        ce_time: { type: 'string', format: 'date-time' },
        ce_tenant: { type: 'string' },
        ce_subject: { type: 'string', description: 'The user the event is about' },
        ...(event.signed && {
          ce_signature: { type: 'string', description: 'Ed25519 by the key of the service that published it' },
        }),
        ce_traceparent: { type: 'string', description: 'W3C trace context' },
        ce_cause: {
          type: 'string',
          description: 'Where an event caused it: the partition it came from, at the producer',
        },
        ce_sequence: {
          type: 'string',
          description: 'Its place among what its producer published because of that partition',
        },
      },
    },
    payload: z.toJSONSchema(event.schema),
    'x-personal-data': Object.fromEntries(fieldsOf(event.schema).map(({ path, tag }) => [path, annotation(tag)])),
  };
}

/** The catalogue as an AsyncAPI 3.0 document: a channel per stream, a message per event, an operation per producer. */
export function asyncApi(): Record<string, unknown> {
  const channels: Record<string, unknown> = {};
  const operations: Record<string, unknown> = {};
  for (const stream of streams) {
    const events = catalogue.filter((event) => event.stream.name === stream.name);
    channels[stream.name] = {
      address: stream.topic,
      description: `Keyed by ${stream.keyedBy}; records stay ${stream.retention / 86_400_000} days.`,
      messages: Object.fromEntries(events.map((e) => [e.name, { $ref: `#/components/messages/${e.name}` }])),
      bindings: { kafka: { topic: stream.topic, partitions: stream.partitions.production, bindingVersion: '0.5.0' } },
    };
    for (const event of events)
      for (const producer of event.producers)
        operations[`${producer}-publishes-${event.name}`] = {
          action: 'send',
          channel: { $ref: `#/channels/${stream.name}` },
          messages: [{ $ref: `#/channels/${stream.name}/messages/${event.name}` }],
        };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Crescendo events',
      version: '1.0.0',
      description: 'CloudEvents 1.0.2 over Kafka, binary content mode. Personal fields are sealed (JWE).',
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { messages: Object.fromEntries(catalogue.map((event) => [event.name, message(event)])) },
  };
}
