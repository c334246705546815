import { type EventType, sealedFields } from '@crescendo/contracts';
import type { KeyOwner } from '@crescendo/keyring';
import type { Handler } from '../handlers/on.ts';
import { keyOwner } from '../store/sealing.ts';
import type { EventRecord } from '../wire/envelope.ts';

/**
 * The keys that handling an event needs: for the fields it opens, and for what it may publish about the same person. To
 * fetch them ahead for a whole batch costs one request instead of one per event.
 */
export function keysOf(handler: Handler, event: EventRecord): KeyOwner[] {
  const { tenant, user, time } = event;
  const type = handler.types.find(({ name }) => name === event.type);
  const opened = type ? [...sealedFields(type.schema)].filter(([field]) => handler.opens.includes(field)) : [];
  const published = handler.publishes.flatMap(({ schema }: EventType) => [...sealedFields(schema)]);
  return [...opened, ...published]
    .filter(([, tag]) => tag.subject !== 'user' || user !== undefined)
    .map(([field, tag]) => keyOwner(tag, { tenant, user, time }, field));
}
