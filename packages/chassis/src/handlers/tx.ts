import type { Clear, DataOf, EventType } from '@crescendo/contracts';
import type { Clock } from '../clock.ts';
import type { EffectRef } from '../ledger/effect-ref.ts';
import type { Collection, ModelOf, OpenedRow, PartOf, RowOf, SealedFieldOf, SealedPart } from '../store/collection.ts';

/**
 * Whom an event is about, if that differs from its cause. `generation`: the minimum generation of its keys; the unit of
 * work waits until the key service has them. Keys from before a withdrawn consent are about to be destroyed.
 */
export type About = { tenant?: string; user?: string; generation?: number };

/** A unit of work: everything done through it commits together or not at all. Each attempt gets a new one. */
export type Tx<P extends EventType = never> = {
  /** The time of this unit of work: when the event happened, or the job's `now`. */
  now: Date;
  /** The current time, where the time of the event is not meant. */
  clock: Pick<Clock, 'now'>;
  tenant: string;
  user: string | undefined;
  /** The model of a declared collection; its calls join the transaction automatically. */
  model<C extends Collection>(collection: C): ModelOf<C>;
  /** Seals the personal fields of a row, or of the part that changes, ready to be stored. */
  seal<C extends Collection, R extends PartOf<C>>(collection: C, row: R): Promise<SealedPart<C, R>>;
  /** Opens the named fields of rows; all keys are fetched in one batch. */
  open<C extends Collection, K extends SealedFieldOf<C>>(
    collection: C,
    rows: readonly RowOf<C>[],
    fields: readonly K[],
  ): Promise<OpenedRow<C, K>[]>;
  /** Publishes an event when the unit of work commits. Give the data in clear; it is sealed before it leaves. */
  publish<E extends P>(type: E, data: Clear<DataOf<E>>, about?: About): void;
  /**
   * Requests an effect, which runs from the ledger after the commit. Effects of the same `key` run one after another,
   * in the order of their requests. `coalesce`: not added while the same effect of that key still waits. `passesFence`:
   * runs although its person or customer is being erased, as part of that erasure. `user`: the person it is about, if
   * not the one of the unit of work.
   */
  perform<A extends Record<string, unknown>>(
    effect: EffectRef<A>,
    args: A,
    options: { key: string; coalesce?: boolean; passesFence?: boolean; user?: string },
  ): void;
  /**
   * Abandons this attempt, commits `work` in its own unit of work, and starts again. The new attempt finds what `work`,
   * or a faster process, committed. Use it for new ids: a key is created at the first request for it and stays even if
   * the requesting unit fails, so an id must be committed before anything is sealed or published under it. A second
   * call in the same unit of work throws a retriable Failure.
   */
  commitFirst(work: (tx: Tx) => Promise<void>): never;
};

/** Whom an event is about and when it happened: usually one of the handled events. */
export type Occasion = { tenant: string; user?: string | undefined; time: Date; generation?: number | undefined };

/** The unit of work of a batch handler. */
export type BatchTx<P extends EventType = never> = Pick<Tx, 'model'> & {
  /** The events' `stream/partition`: replicas on different partitions can use it to keep separate counters. */
  partition: string;
  /** Publishes an event when the unit of work commits. Give the data in clear; it is sealed before it leaves. */
  publish<E extends P>(type: E, data: Clear<DataOf<E>>, occasion: Occasion): void;
};
