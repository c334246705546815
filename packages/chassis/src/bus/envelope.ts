import { cloudEventType, permanent, type ServiceName } from '@crescendo/contracts';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

/** An event as it travels: its data with personal fields sealed. */
export type EventRecord = {
  id: string;
  /** Name in the catalogue. */
  type: string;
  source: string;
  time: Date;
  tenant: string;
  user: string | undefined;
  /** The stream's key. */
  key: string;
  /** JSON of the data. */
  value: string;
  traceparent: string | undefined;
};

const TYPE_PREFIX = cloudEventType('');

export const sourceOf = (service: ServiceName): string => `/crescendo/${service}`;

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
      ...(event.traceparent && { ce_traceparent: event.traceparent }),
    },
  };
}

function text(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined ? undefined : first.toString();
}

/** Reads a record back. Throws a permanent Failure `undecodable` that names what is missing, and nothing of the content. */
export function fromKafkaMessage(message: Pick<KafkaMessage, 'key' | 'value' | 'headers'>): EventRecord {
  const required = (name: string) => {
    const found = text(message.headers, name);
    if (!found) throw permanent('undecodable', `The record has no ${name} header.`);
    return found;
  };
  if (required('ce_specversion') !== '1.0')
    throw permanent('undecodable', 'The record is of another CloudEvents version.');
  const type = required('ce_type');
  const time = new Date(required('ce_time'));
  if (!type.startsWith(TYPE_PREFIX)) throw permanent('undecodable', 'The record is not one of our events.');
  if (Number.isNaN(time.getTime())) throw permanent('undecodable', 'The ce_time header is no time.');
  if (!message.key || !message.value) throw permanent('undecodable', 'The record has no key or no value.');
  return {
    id: required('ce_id'),
    type: type.slice(TYPE_PREFIX.length),
    source: required('ce_source'),
    time,
    tenant: required('ce_tenant'),
    user: text(message.headers, 'ce_subject'),
    key: message.key.toString(),
    value: message.value.toString(),
    traceparent: text(message.headers, 'ce_traceparent'),
  };
}
