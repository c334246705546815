import { type EventType, permanent } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { EventOf, Handler } from '../handlers/on.ts';
import { classify } from '../store/classify.ts';
import { type EventRecord, producerOf } from '../wire/envelope.ts';
import { openEvent, parseEventData } from '../wire/seal-event.ts';
import type { Signatures } from '../wire/signatures.ts';

/** The event's own key was destroyed. */
export class Gone extends Error {}

function parsed(handler: Handler, event: EventRecord): { type: EventType; data: object } {
  const type = handler.types.find(({ name }) => name === event.type);
  if (!type) throw permanent('no-handler', `There is no handler for ${event.type}.`);
  return { type, data: parseEventData(type, event.value) as object };
}

const subjectOf = ({ id, type, source, tenant, user, time, key }: EventRecord, data: object) =>
  ({ id, type, producer: producerOf(source), tenant, user, time, key, data }) as EventOf<EventType>;

/** An event as its handler gets it, still sealed. Throws `schema-invalid` and `no-handler`. */
export const sealedSubject = (handler: Handler, event: EventRecord): EventOf<EventType> =>
  subjectOf(event, parsed(handler, event).data);

/**
 * An event as its handler gets it, with the fields that the handler opens in clear. Throws as above, and also
 * `signature-invalid`, {@link Gone}, and what the keyring throws.
 */
export async function openedSubject(
  { keyring, signatures }: { keyring: Keyring; signatures: Signatures },
  handler: Handler,
  event: EventRecord,
): Promise<EventOf<EventType>> {
  const { id, tenant, user, time } = event;
  const { type, data } = parsed(handler, event);
  signatures.check(type, event);
  try {
    return subjectOf(event, await openEvent(keyring, type, { id, tenant, user, time, data }, handler.opens));
  } catch (error) {
    throw classify(error).code === 'key-gone' ? new Gone() : error;
  }
}
