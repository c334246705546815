import {
  type Collection,
  collection,
  deadLetter,
  defineService,
  type Handler,
  on,
  onBatch,
  type Service,
} from '@crescendo/chassis';
import { defineEvent, type EventType, plain, type Stream, tenantId, usersStream } from '@crescendo/contracts';
import { z } from 'zod';

/** The three services that every event passes, in this order. They have no grants, so they need no key service. */
export const chain = ['billing', 'analytics', 'support'] as const;
export type Link = (typeof chain)[number];

/** The reason why the one poisoned event becomes a dead letter, at the second service. */
export const POISONED = 'poisoned';

const data = z.object({
  /** Its place in the order of its key, from 0. */
  number: plain(z.int()),
  poisoned: plain(z.boolean()).optional(),
});

const streamTo = (link: Link): Stream => ({
  ...usersStream,
  name: `drill-${link}`,
  topic: `crescendo.drill-${link}`,
  keyedBy: 'tenant',
});

const step = (link: Link, name: string, producer: Link | 'gateway') =>
  defineEvent({ name, summary: 'A step of the drill was made.', stream: streamTo(link), producers: [producer], data });

/** The event that each service consumes. */
export const steps = {
  billing: step('billing', 'drill-begun', 'gateway'),
  analytics: step('analytics', 'drill-passed', 'billing'),
  support: step('support', 'drill-ended', 'analytics'),
};

export const drillStreams: readonly Stream[] = chain.map((link) => steps[link].stream);

/** A service's record of a key: the count of its events, and their numbers in order of arrival. */
export const tallies = collection({
  name: 'tallies',
  schema: z.object({ _id: tenantId, count: plain(z.int()), seen: plain(z.array(z.int())) }),
});

const tallied = (...numbers: number[]) => ({ $inc: { count: numbers.length }, $push: { seen: { $each: numbers } } });

/** Counts an event and passes it on, in one unit of work. */
function passOn(from: EventType<string, z.output<typeof data>>, to: typeof from): Handler {
  return on(from, {
    publishes: [to],
    async handle({ tenant, data: { number, poisoned } }, tx) {
      if (poisoned && from === steps.analytics) return deadLetter(POISONED);
      await tx.model(tallies).updateOne({ _id: tenant }, tallied(number), { upsert: true });
      tx.publish(to, { number, ...(poisoned && { poisoned }) });
    },
  });
}

/** The last service folds a chunk of events into one row per key. */
const end = onBatch([steps.support], {
  async handle(events, tx) {
    const writes = [...Map.groupBy(events, ({ tenant }) => tenant)].map(([_id, ofKey]) => ({
      updateOne: { filter: { _id }, update: tallied(...ofKey.map((event) => event.data.number)), upsert: true },
    }));
    await tx.model(tallies).bulkWrite(writes);
  },
});

const handlers: Record<Link, Handler> = {
  billing: passOn(steps.billing, steps.analytics),
  analytics: passOn(steps.analytics, steps.support),
  support: end,
};

const collections: readonly Collection[] = [tallies];

export const serviceOf = (link: Link): Service =>
  defineService({ name: link, collections, handlers: [handlers[link]] });
