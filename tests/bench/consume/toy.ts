import { defineEvent, newId, plain, tenantId, userId, usersStream } from '@crescendo/contracts';
import type { Message } from 'kafkajs';
import { z } from 'zod';
import { collection } from '../../../packages/chassis/src/store/collection.ts';
import { toKafkaMessage } from '../../../packages/chassis/src/wire/envelope.ts';

/** An event of 0.7 kB, and what is stored for it: the event itself, or its tenant's counter. */
const TENANTS = 50;

export const toyStored = defineEvent({
  name: 'toy-stored',
  summary: 'A toy was stored.',
  stream: usersStream,
  producers: ['billing'],
  data: z.object({ number: plain(z.int()), text: plain(z.string().max(2_000)) }),
});

export const toys = collection({
  name: 'toys',
  schema: z.object({
    _id: plain(z.string()),
    tenant: tenantId,
    user: userId.optional(),
    at: plain(z.date()),
    number: plain(z.int()),
    text: plain(z.string()),
  }),
  indexes: [{ fields: { tenant: 1, user: 1 } }],
});

export const tallies = collection({
  name: 'tallies',
  schema: z.object({ _id: plain(z.string()), tenant: tenantId, count: plain(z.int()) }),
  indexes: [{ fields: { tenant: 1 } }],
});

/** `caused`: whether an event caused them, so that their sequence reveals copies; otherwise each needs an inbox row. */
export function toyMessages(count: number, { caused }: { caused: boolean }): Message[] {
  const tenants = Array.from({ length: TENANTS }, () => newId('tenant'));
  const people = Array.from({ length: 500 }, () => newId('user'));
  const text = 'x'.repeat(640);
  return Array.from({ length: count }, (_, number) => {
    const user = people[number % people.length] ?? newId('user');
    return toKafkaMessage({
      id: newId('event'),
      type: toyStored.name,
      source: '/crescendo/billing',
      time: new Date(),
      tenant: tenants[number % TENANTS] ?? newId('tenant'),
      user,
      key: user,
      value: JSON.stringify({ number, text }),
      traceparent: undefined,
      sequence: caused ? { cause: 'slack/0/bench', number } : undefined,
    });
  });
}
