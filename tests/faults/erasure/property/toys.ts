import { collection, deadLetter, defineService, effect, on, onBatch } from '@crescendo/chassis';
import { defineEvent, newId, personal, plain, type Stream, tenantId, userId, usersStream } from '@crescendo/contracts';
import { z } from 'zod';
import { feedback } from '../../../../services/personalization/src/privacy.ts';
import type { Points } from './points.ts';

const ofPerson = { _id: plain(z.string()), tenant: tenantId, user: userId, number: plain(z.int()) };
const indexes = [{ fields: { tenant: 1, user: 1 } }] as const;

/** What people wrote. */
export const notes = collection({
  name: 'notes',
  schema: z.object({ ...ofPerson, text: personal(z.string(), feedback('What they wrote')) }),
  indexes,
});
/** Its results through the broker, in chunks. */
export const echoes = collection({ name: 'echoes', schema: z.object(ofPerson), indexes });
/** Its results through effects. */
export const rings = collection({ name: 'rings', schema: z.object(ofPerson), indexes });

/** A service with people's data like any other, and with every way to store it. */
export function toysOf(name: string, points: Points) {
  const stream: Stream = { ...usersStream, name, topic: `crescendo.${name}` };
  const number = plain(z.int());
  const noted = defineEvent({
    name: 'toy-noted',
    summary: 'Somebody wrote something.',
    stream,
    producers: ['personalization'],
    data: z.object({
      number,
      /** A poisoned event cannot be handled until it is healed. */
      poisoned: plain(z.boolean()).optional(),
      text: personal(z.string(), feedback('What they wrote')),
    }),
  });
  const echoed = defineEvent({
    name: 'toy-echoed',
    summary: 'What somebody wrote was handled.',
    stream,
    producers: ['personalization'],
    data: z.object({ number }),
  });
  const healed = new Set<number>();

  const ring = effect({
    name: 'ring',
    args: z.object({ number }),
    whenUnknown: () => 'send-again',
    perform: (_, { tenant, user }) => points.reached('in an effect', [tenant, user]),
    async settle(outcome, args, tx) {
      if (outcome.kind !== 'known' || !tx.user) return;
      await tx.model(rings).create([{ _id: newId('event'), tenant: tx.tenant, user: tx.user, ...args }]);
    },
  });

  const noting = on(noted, {
    opens: ['text'],
    publishes: [echoed],
    async handle({ tenant, user, data: { number, poisoned, text } }, tx) {
      if (!user || (poisoned && !healed.has(number))) return deadLetter('toy-poisoned');
      await tx.model(notes).create([await tx.seal(notes, { _id: newId('event'), tenant, user, number, text })]);
      tx.perform(ring, { number }, { key: user });
      tx.publish(echoed, { number });
      await points.reached('in a handler', [tenant, user]);
    },
  });
  const echoing = onBatch([echoed], {
    async handle(events, tx) {
      const rows = events.flatMap(({ tenant, user, data }) =>
        user ? [{ _id: newId('event'), tenant, user, number: data.number }] : [],
      );
      await tx.model(echoes).insertMany(rows);
    },
  });

  const service = defineService({
    name: 'personalization',
    collections: [notes, echoes, rings],
    handlers: [noting, echoing],
    effects: [ring],
    publishes: [noted, echoed],
    opens: ['identity', 'learning', 'feedback', 'message'],
  });
  return { service, stream, noted, echoed, healed };
}
