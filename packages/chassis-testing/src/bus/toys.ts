import { type Handler, on } from '@crescendo/chassis/src/handlers/on.ts';
import { onBatch } from '@crescendo/chassis/src/handlers/on-batch.ts';
import { collection } from '@crescendo/chassis/src/store/collection.ts';
import { controlStream, defineEvent, plain, type Stream, tenantId, usersStream } from '@crescendo/contracts';
import { z } from 'zod';

/**
 * What the toys' handlers store per key: how often they ran (by increments), and the numbers in the order they saw
 * them.
 */
export const tallies = collection({
  name: 'tallies',
  schema: z.object({ _id: tenantId, count: plain(z.int()), seen: plain(z.array(z.int())) }),
});

export type Toys = ReturnType<typeof toysOf>;

/** Event types for one bus, in its own topics: `asked` events cause others, which are tallied. */
export function toysOf(bus: string) {
  const topics = {
    asked: `crescendo.${bus}.asked`,
    counted: `crescendo.${bus}.counted`,
    control: `crescendo.${bus}.${controlStream.name}`,
  };
  const toy = <const N extends string>(name: N, topic: string, stream: Stream = usersStream) =>
    defineEvent({
      name,
      summary: 'It happens in tests.',
      stream: { ...stream, keyedBy: 'tenant' as const, topic },
      producers: ['billing'],
      data: z.object({ number: plain(z.int()), weight: plain(z.string()).optional() }),
    });
  return {
    topics,
    /** Causes an event with the same number and key: `listed` if the number is odd, else `counted`. */
    asked: toy('toy-asked', topics.asked),
    /** Tallied by its own handler, as is `noted`. */
    counted: toy('toy-counted', topics.counted),
    noted: toy('toy-noted', topics.counted),
    /** Tallied in chunks. */
    listed: toy('toy-listed', topics.counted),
    /** A control event, tallied too. */
    commanded: toy('toy-commanded', topics.control, controlStream),
  };
}

export type ToyType = Toys['asked' | 'counted' | 'noted' | 'listed' | 'commanded'];

/** What a transaction of a handler is about. */
export type About = { type: string; number: number; tenant: string };

/** The toys' handlers, written as in a service. Each reports what it handled. */
export function toyHandlers(
  { asked, counted, noted, listed, commanded }: Toys,
  handled: (about: About) => void = () => {},
): Handler[] {
  const tally = (numbers: readonly number[]) => ({
    $inc: { count: numbers.length },
    $push: { seen: { $each: [...numbers] } },
  });
  const tallying = (type: typeof counted | typeof noted | typeof commanded) =>
    on(type as typeof counted, {
      async handle({ data: { number }, tenant }, tx) {
        await tx.model(tallies).updateOne({ _id: tenant }, tally([number]), { upsert: true });
        handled({ type: type.name, number, tenant });
      },
    });
  const folding = onBatch([listed], {
    async handle(events, tx) {
      const folded = Map.groupBy(events, ({ tenant }) => tenant);
      const writes = [...folded].map(([tenant, ofTenant]) => ({
        updateOne: {
          filter: { _id: tenant },
          update: tally(ofTenant.map(({ data }) => data.number)),
          upsert: true,
        },
      }));
      await tx.model(tallies).bulkWrite(writes);
      for (const { type, tenant, data } of events) handled({ type, tenant, number: data.number });
    },
  });
  const counting = on(asked, {
    publishes: [counted, listed],
    async handle({ data: { number }, tenant }, tx) {
      tx.publish(number % 2 ? listed : counted, { number });
      handled({ type: asked.name, number, tenant });
    },
  });
  return [counting, tallying(counted), tallying(noted), tallying(commanded), folding];
}
