import { cloudEventType, eventId, permanent, type ServiceName, services, tenantId, userId } from '@crescendo/contracts';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { z } from 'zod';
import type { Sequence } from './sequence.ts';

/** An event on the wire: its data has personal fields sealed. */
export type EventRecord = {
  id: string;
  /** Its name in the catalogue. */
  type: string;
  source: string;
  time: Date;
  tenant: string;
  user: string | undefined;
  /** The stream's key. */
  key: string;
  /** The data as JSON. */
  value: string;
  /** Only for types that are signed. */
  signature?: string | undefined;
  traceparent: string | undefined;
  /** Only if an event caused it. */
  sequence?: Sequence | undefined;
};

const TYPE_PREFIX = cloudEventType('');

export const sourceOf = (service: ServiceName): string => `/crescendo/${service}`;

/** The service behind a source. Throws a permanent Failure `undecodable` if it is not one of ours. */
export function producerOf(source: string): ServiceName {
  const producer = services.find((name) => sourceOf(name) === source);
  if (!producer) throw permanent('undecodable', 'The record is of no service of ours.');
  return producer;
}

/** The CloudEvents extension `sequence` needs text that sorts. */
const SEQUENCE_DIGITS = 16;
const sequenceText = (number: number) => String(number).padStart(SEQUENCE_DIGITS, '0');

/** CloudEvents 1.0.2 in Kafka's binary content mode: attributes in `ce_` headers, data as the record's value. */
export function toKafkaMessage(event: EventRecord): Message {
  return {
    key: event.key,
    value: event.value,
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: event.source,
      ce_type: cloudEventType(event.type),
      ce_time: event.time.toISOString(),
      ce_tenant: event.tenant,
      ...(event.user && { ce_subject: event.user }),
      ...(event.signature && { ce_signature: event.signature }),
      ...(event.traceparent && { ce_traceparent: event.traceparent }),
      ...(event.sequence && { ce_cause: event.sequence.cause, ce_sequence: sequenceText(event.sequence.number) }),
    },
  };
}

function text(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined ? undefined : first.toString();
}

const attributes = {
  ce_specversion: z.literal('1.0'),
  ce_id: eventId,
  ce_source: z.string().regex(/^\/crescendo\/[a-z]+$/),
  ce_type: z.string().regex(/^com\.crescendo\.[a-z]+(-[a-z]+)+$/),
  ce_time: z.iso.datetime(),
  ce_tenant: tenantId,
  ce_subject: userId,
  ce_cause: z.string().regex(/^[a-z0-9_-]{1,60}\/\d{1,5}\/[a-z0-9]{1,12}$/),
  ce_sequence: z.string().regex(/^\d{16}$/),
  ce_signature: z.string().regex(/^[\w-]{86}$/),
};

/**
 * Reads a record. Throws a permanent Failure `undecodable` that names what is missing or not ours, but never content.
 * Any record that passes can be stored in the rows that keep events.
 */
export function fromKafkaMessage(message: Pick<KafkaMessage, 'key' | 'value' | 'headers'>): EventRecord {
  const optional = (name: keyof typeof attributes) => {
    const found = text(message.headers, name);
    if (found !== undefined && !attributes[name].safeParse(found).success)
      throw permanent('undecodable', `The record's ${name} header is not one of ours.`);
    return found;
  };
  const required = (name: keyof typeof attributes) => {
    const found = optional(name);
    if (!found) throw permanent('undecodable', `The record has no ${name} header.`);
    return found;
  };
  required('ce_specversion');
  const cause = optional('ce_cause');
  if (!message.key || !message.value) throw permanent('undecodable', 'The record has no key or no value.');
  return {
    id: required('ce_id'),
    type: required('ce_type').slice(TYPE_PREFIX.length),
    source: required('ce_source'),
    time: new Date(required('ce_time')),
    tenant: required('ce_tenant'),
    user: optional('ce_subject'),
    key: message.key.toString(),
    value: message.value.toString(),
    signature: optional('ce_signature'),
    traceparent: text(message.headers, 'ce_traceparent'),
    sequence: cause === undefined ? undefined : { cause, number: Number(required('ce_sequence')) },
  };
}
