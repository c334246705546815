import { newId, usersStream } from '@crescendo/contracts';
import { createTopics } from '@crescendo/engines';
import type { Message } from 'kafkajs';
import mongoose from 'mongoose';
import { chassisCollections } from '../../../packages/chassis/src/chassis-collections.ts';
import { openStore } from '../../../packages/chassis/src/store/store.ts';
import { alternate } from '../alternate.ts';
import type { Benchmark, Finding } from '../benchmark.ts';
import { bareProducer } from '../stage/bare-producer.ts';
import { median, ratios } from '../statistics.ts';
import { consumedByBare, incrementOf, insertOf } from './bare.ts';
import { consumedByOurs, countToys, insertToys } from './ours.ts';
import { tallies, toyMessages, toys } from './toy.ts';

/** Events from Kafka to their effect in the database: exactly once in effect, compared with no protection at all. */
export const consumeBenchmark: Benchmark = {
  name: 'consume',
  about: 'Consume, transform, store: our batch handlers, against bare kafkajs and bulkWrite',
  async run(bench) {
    const { brokers, database } = await bench.engines();
    const store = await openStore({
      uri: await database('bench_consume'),
      collections: [...chassisCollections, toys, tallies],
    });
    const bare = new mongoose.mongo.MongoClient(await database('bench_bare'), {
      writeConcern: { w: 'majority', journal: true },
    });
    const producer = await bareProducer(brokers);
    const [rounds, count] = bench.quick ? [2, 4_000] : [5, 30_000];

    /** A separate topic for each consumer of each round, filled before anybody reads. */
    async function filled(messages: Message[]): Promise<string> {
      const topic = `crescendo.bench.${newId('event').toLowerCase()}`;
      await createTopics(brokers, [{ ...usersStream, topic }]);
      for (let at = 0; at < count; at += 500)
        await producer.send({ topic, acks: -1, messages: messages.slice(at, at + 500) });
      return topic;
    }
    const ours = (handler: typeof insertToys, caused: boolean) => async () => {
      const topic = await filled(toyMessages(count, { caused }));
      return count / (await consumedByOurs({ store, brokers, topic, count, handler }));
    };
    const unprotected = (name: string, writeOf: typeof insertOf) => async () => {
      const topic = await filled(toyMessages(count, { caused: true }));
      const collection = bare.db().collection<{ _id: string }>(name);
      return count / (await consumedByBare({ collection, brokers, topic, count, writeOf }));
    };
    try {
      const found = await alternate(
        {
          inserts: ours(insertToys, true),
          bareInserts: unprotected('toys', insertOf),
          counters: ours(countToys, true),
          bareCounters: unprotected('tallies', incrementOf),
          withInbox: ours(insertToys, false),
        },
        {
          rounds,
          onRound: (round, rates) =>
            bench.say(
              `round ${round}: ${Object.entries(rates)
                .map(([name, rate]) => `${name} ${rate.toFixed(0)}`)
                .join(', ')}`,
            ),
        },
      );
      const rate = (what: string, [mine, other]: [number[], number[]], goal?: number): Finding => ({
        what,
        result: { ratio: ratios(mine, other) },
        ...(goal !== undefined && { goal }),
        here: `${median(mine).toFixed(0)}/s against ${median(other).toFixed(0)}/s`,
      });
      return [
        rate(
          'events/s, each a row, against unprotected inserts of the same rows',
          [found.inserts, found.bareInserts],
          0.75,
        ),
        rate('events/s counted, against an unprotected increment each', [found.counters, found.bareCounters], 1),
        rate('events/s, each a row, of which only an inbox row tells copies, against the same', [
          found.withInbox,
          found.bareInserts,
        ]),
      ];
    } finally {
      await producer.disconnect();
      await bare.close();
      await store.close();
    }
  },
};
