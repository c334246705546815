import { type DataOf, type EventType, permanent, sealedFields } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import { openRecords, sealRecord } from '../store/sealing.ts';

export type EventIdentity = {
  id: string;
  tenant: string;
  user?: string | undefined;
  time?: Date | undefined;
  /** The minimum generation of the keys that seal it. */
  generation?: number | undefined;
};

/**
 * A broker takes records up to 1 MiB. Larger ones are refused where they are made, not after somebody was told that
 * they are safe.
 */
const MAX_VALUE_BYTES = 900_000;

const sealedOf = (type: EventType, event: EventIdentity) => ({
  record: event.id,
  owner: { tenant: event.tenant, user: event.user, time: event.time },
  generation: event.generation,
  fields: sealedFields(type.schema),
});

/**
 * Seals an event's personal fields, validates the data and returns it as JSON. Throws permanent Failures
 * `event-invalid` (the producer's own mistake) and `event-too-large`, and what the keyring throws.
 */
export async function sealEvent(
  keyring: Keyring,
  type: EventType,
  event: EventIdentity,
  clear: object,
): Promise<string> {
  const sealed = await sealRecord(keyring, sealedOf(type, event), { ...clear });
  const parsed = type.schema.safeParse(sealed);
  if (!parsed.success) {
    const paths = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw permanent('event-invalid', `${type.name} would not fit its schema at: ${paths}.`);
  }
  const value = JSON.stringify(parsed.data);
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES)
    throw permanent('event-too-large', `${type.name} is larger than a record may be.`);
  return value;
}

/** Opens the named fields of an event's data. */
export async function openEvent(
  keyring: Keyring,
  type: EventType,
  event: EventIdentity & { data: object },
  fields: readonly string[],
): Promise<Record<string, unknown>> {
  const [opened] = await openRecords(keyring, [
    { sealed: sealedOf(type, event), row: { ...event.data }, open: fields },
  ]);
  return opened ?? {};
}

/** Validates data read from the wire. Throws a permanent Failure `schema-invalid` that names paths, never values. */
export function parseEventData<E extends EventType>(type: E, value: string): DataOf<E> {
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch (cause) {
    throw permanent('undecodable', 'The value is not JSON.', { cause });
  }
  const parsed = type.schema.safeParse(json);
  if (parsed.success) return parsed.data as DataOf<E>;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw permanent('schema-invalid', `${type.name} does not fit its schema at: ${paths}.`);
}
