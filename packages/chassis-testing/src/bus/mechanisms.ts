import { setTimeout } from 'node:timers/promises';
import { outbox, toRecord } from '@crescendo/chassis/src/outbox/outbox.ts';
import { type DeadLetter, deadLetters } from '@crescendo/chassis/src/process/dead-letters.ts';
import { inbox, offsets } from '@crescendo/chassis/src/process/inbox.ts';
import { classify } from '@crescendo/chassis/src/store/classify.ts';
import type { RowOf } from '@crescendo/chassis/src/store/collection.ts';
import { lease as createLease } from '@crescendo/chassis/src/store/lease.ts';
import { backoff } from '@crescendo/chassis/src/waiting/backoff.ts';
import { forgetful, outsideOfTransactions, overriding, withModel } from './altered-store.ts';
import type { Mechanism } from './mechanism.ts';
import { wallClockLease } from './wall-clock-lease.ts';

type OffsetRow = RowOf<typeof offsets>;
type OffsetChange = [
  change: { $set?: Partial<OffsetRow>; $max?: Record<string, number>; $setOnInsert?: Partial<OffsetRow> },
  options?: { upsert?: boolean },
];

export const inboxRows: Mechanism = {
  name: 'inbox',
  without: 'nothing is remembered of the events that were handled',
  store: (store) => withModel(store, inbox, forgetful),
};

export const transaction: Mechanism = {
  name: 'transaction',
  without: 'each write stands for itself, however the handler ends',
  store: (store) => ({
    ...store,
    transaction: (work, terms) => store.transaction((session) => outsideOfTransactions(() => work(session)), terms),
  }),
};

export const outboxRows: Mechanism = {
  name: 'outbox',
  without: 'events go straight to the broker, while the transaction is still open',
  store: (store, send) =>
    withModel(store, outbox, () => ({
      insertMany: (rows: Parameters<typeof toRecord>[0][]) =>
        // Retried, since a broker that is briefly busy is not the fault to show here.
        insisting(() => send(rows.map((row) => ({ topic: row.topic, event: toRecord(row) })))),
    })),
};

async function insisting<T>(work: () => Promise<T>, attempts = 10): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!classify(error).retry || failures + 1 >= attempts) throw error;
      await setTimeout(backoff(failures));
    }
  }
}

export const acknowledgedProduce: Mechanism = {
  name: 'acknowledged produce',
  without: 'events count as sent whatever the broker answers',
  publisher: (publisher) => ({ ...publisher, send: (events) => publisher.send(events).catch(() => undefined) }),
};

export const orderOfCauses: Mechanism = {
  name: 'order of causes',
  without: 'the relay takes what is pending as it finds it by its id',
  store: (store) =>
    withModel(store, outbox, (model) => ({
      find: (...asked: Parameters<typeof model.find>) => {
        const found = model.find(...asked);
        const byId = overriding(found, { sort: () => found.sort({ _id: 1 }) });
        return byId;
      },
    })),
};

export const parking: Mechanism = {
  name: 'parking',
  without: 'an event goes on although one of its key is stuck',
  store: (store) =>
    withModel(store, deadLetters, (model) => {
      const { exists, distinct } = forgetful(model);
      return { exists, distinct };
    }),
};

export const settingAside: Mechanism = {
  name: 'setting aside',
  without: 'a control event that fails is a dead letter like any other',
  store: (store) =>
    withModel(store, deadLetters, (model) => ({
      create: (rows: DeadLetter[]) =>
        model.create(rows.map((row) => (row.status === 'set-aside' ? { ...row, status: 'dead' as const } : row))),
    })),
};

export const killSwitch: Mechanism = {
  name: 'kill switch',
  without: 'a consumer goes on whatever fails',
  killSwitch: (real) => ({ ...real, guard: (_, attempt) => attempt(), isPaused: () => false }),
};

export const offsetWithEffect: Mechanism = {
  name: 'offset with the effect',
  without: 'the offset row moves at once and stays moved',
  store: (store) =>
    withModel(store, offsets, (model) => ({
      updateOne: (...asked: Parameters<typeof model.updateOne>) =>
        outsideOfTransactions(() => model.updateOne(...asked).exec()),
    })),
};

export const conditionalOffset: Mechanism = {
  name: 'conditional offset',
  without: 'the offset row moves from wherever it stands',
  store: (store) =>
    withModel(store, offsets, (model) => ({
      updateOne: ({ next: _, ...filter }: Partial<OffsetRow>, ...change: OffsetChange) =>
        model.updateOne(filter, ...change),
    })),
};

export const sequence: Mechanism = {
  name: 'sequence in the offset row',
  without: 'the offset row does not say what was seen of each cause',
  store: (store) =>
    withModel(store, offsets, (model) => ({
      updateOne: (filter: Partial<OffsetRow>, ...[{ $max: _, ...change }, options]: OffsetChange) =>
        model.updateOne(filter, change, options),
    })),
};

export const offsetRow: Mechanism = {
  name: 'offset row',
  without: 'a partition is read from its earliest record whenever it is assigned',
  store: (store) => {
    const rows = new Map<string | undefined, unknown>();
    return withModel(store, offsets, () => ({
      async updateOne({ _id }: Partial<OffsetRow>, ...[{ $setOnInsert }]: OffsetChange) {
        if ($setOnInsert) rows.set(_id, $setOnInsert);
        return { matchedCount: 1 };
      },
      findById: (_id: string) => ({ lean: async () => rows.get(_id) }),
    }));
  },
};

export const leaseRecheck: Mechanism = {
  name: 'lease recheck',
  without: 'the relay sends what it has found, however long ago it last held the lease',
  lease: (store, options) => {
    const held = createLease(store, options);
    return { ...held, hold: async (least) => (least === undefined ? await held.hold() : true) };
  },
};

export const monotonicLease: Mechanism = {
  name: 'lease without wall clocks',
  without: 'the lease says until when it is held',
  lease: wallClockLease,
};

export const mechanisms: readonly Mechanism[] = [
  inboxRows,
  sequence,
  transaction,
  outboxRows,
  acknowledgedProduce,
  orderOfCauses,
  parking,
  settingAside,
  killSwitch,
  offsetWithEffect,
  conditionalOffset,
  offsetRow,
  leaseRecheck,
  monotonicLease,
];
