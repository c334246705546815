import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Engines } from '@crescendo/engines';
import { outbox } from '../../../packages/chassis/src/outbox/outbox.ts';
import { deadLetters } from '../../../packages/chassis/src/process/dead-letters.ts';
import { offsets } from '../../../packages/chassis/src/process/inbox.ts';
import { leases } from '../../../packages/chassis/src/store/lease.ts';
import { openStore, type Store } from '../../../packages/chassis/src/store/store.ts';
import { createLog } from '../../../packages/chassis/src/telemetry/log.ts';
import { createKafka } from '../../../packages/chassis/src/wire/kafka.ts';
import { chain, type Link, steps, tallies } from './chain.ts';

/** A service's stored data. */
export type Stored = {
  tallies: ReadonlyMap<string, { count: number; seen: readonly number[] }>;
  deadLetters: readonly { key: string; status: 'dead' | 'set-aside' | 'parked'; code: string }[];
  pendingInOutbox: number;
};

/** Records of a topic. A copy has the id of an earlier record. */
export type OnTheWire = { records: number; copies: number };

/** Reads the services' databases and the broker directly, not through the proxies, so no fault affects it. */
export type Judge = {
  /** A service's count of each key. */
  counts(link: Link): Promise<ReadonlyMap<string, number>>;
  stored(link: Link): Promise<Stored>;
  /** The replica that relays a service's events. */
  relayOf(link: Link): Promise<string>;
  /** The number of events in a service's outbox that are marked as sent. */
  markedSent(link: Link): Promise<number>;
  /**
   * Leaves the outbox like a relay that was killed after the broker's acknowledgement and before it marked the rows.
   */
  undoMarks(link: Link, count: number): Promise<void>;
  /** Whether a service has handled every record of its topic. */
  hasReadAll(link: Link): Promise<boolean>;
  onTheWire(link: Link): Promise<OnTheWire>;
  close(): Promise<void>;
};

export async function openJudge(engines: Engines): Promise<Judge> {
  const stores = new Map<Link, Store>();
  for (const link of chain) {
    const uri = await engines.mongodb.uriFor(link);
    stores.set(link, await openStore({ uri, collections: [tallies, deadLetters, outbox, offsets, leases] }));
  }
  const kafka = createKafka({ service: 'judge', brokers: engines.kafka.brokers, log: createLog('judge', 'silent') });
  const storeOf = (link: Link): Store => {
    const store = stores.get(link);
    if (!store) throw new Error(`there is no store of ${link}`);
    return store;
  };

  async function ends(link: Link): Promise<Map<number, number>> {
    const admin = kafka.admin();
    await admin.connect();
    try {
      const found = await admin.fetchTopicOffsets(steps[link].stream.topic);
      return new Map(found.map(({ partition, high }) => [partition, Number(high)]));
    } finally {
      await admin.disconnect();
    }
  }

  return {
    async counts(link) {
      const rows = await storeOf(link).model(tallies).find({}, { count: 1 }).lean();
      return new Map(rows.map(({ _id, count }) => [_id, count]));
    },
    async stored(link) {
      const store = storeOf(link);
      const [rows, dead, pendingInOutbox] = await Promise.all([
        store.model(tallies).find().lean(),
        store.model(deadLetters).find({}, { key: 1, status: 1, code: 1 }).lean(),
        store.model(outbox).countDocuments({ status: 'pending' }),
      ]);
      return {
        tallies: new Map(rows.map(({ _id, count, seen }) => [_id, { count, seen }])),
        deadLetters: dead.map(({ key = '', status, code }) => ({ key, status, code })),
        pendingInOutbox,
      };
    },
    async relayOf(link) {
      const lease = await storeOf(link)
        .model(leases)
        .findOne({ holder: new RegExp(`^${link}-`) })
        .lean();
      if (!lease) throw new Error(`nobody brings out the events of ${link}`);
      return lease.holder;
    },
    markedSent: (link) => storeOf(link).model(outbox).countDocuments({ status: 'sent' }).exec(),
    async undoMarks(link, count) {
      const model = storeOf(link).model(outbox);
      const last = await model.find({ status: 'sent' }, { _id: 1 }).sort({ sentAt: -1 }).limit(count).lean();
      const undo = { $set: { status: 'pending' as const }, $unset: { sentAt: 1 as const } };
      const undone = await model.updateMany({ _id: { $in: last.map(({ _id }) => _id) } }, undo);
      if (undone.modifiedCount < count) throw new Error(`the relay of ${link} had not sent ${count} events yet`);
    },
    async hasReadAll(link) {
      const { topic } = steps[link].stream;
      const rows = await storeOf(link).model(offsets).find({}, { next: 1 }).lean();
      const next = new Map(rows.map((row) => [row._id, row.next]));
      return [...(await ends(link))].every(([partition, end]) => (next.get(`${topic}/${partition}`) ?? 0) === end);
    },
    async onTheWire(link) {
      const { topic } = steps[link].stream;
      const end = await ends(link);
      const reached = new Map<number, number>();
      const isRead = () => [...end].every(([partition, offset]) => (reached.get(partition) ?? 0) >= offset);
      const ids = new Set<string>();
      let records = 0;
      const consumer = kafka.consumer({ groupId: `judge-${randomBytes(6).toString('hex')}` });
      await consumer.connect();
      try {
        await consumer.subscribe({ topics: [topic], fromBeginning: true });
        await consumer.run({
          autoCommit: false,
          async eachBatch({ batch: { partition, messages } }) {
            for (const { headers, offset } of messages) {
              records++;
              ids.add(String(headers?.ce_id));
              reached.set(partition, Number(offset) + 1);
            }
          },
        });
        while (!isRead()) await pause(50);
      } finally {
        await consumer.disconnect();
      }
      return { records, copies: records - ids.size };
    },
    async close() {
      for (const store of stores.values()) await store.close();
    },
  };
}
