import type { Clear, DataOf, EventType } from '@crescendo/contracts';
import type { Clock } from '../clock.ts';
import type { EffectRef } from '../ledger/effect-ref.ts';
import type { Collection, ModelOf, OpenedRow, PartOf, RowOf, SealedFieldOf, SealedPart } from '../store/collection.ts';

/**
 * Whom an event is about, where that differs from what caused it. `generation`: its keys have to be of this generation at
 * least; until the key service has them the unit of work waits. Those of before a withdrawn consent are about to be destroyed.
 */
export type About = { tenant?: string; user?: string; generation?: number };

/** A unit of work: what is done through it commits together or not at all. It is fresh for each attempt. */
export type Tx<P extends EventType = never> = {
  /** The one time of this unit of work: when the event happened, or the job's `now`. */
  now: Date;
  /** What time it is, where the time of what happened is not meant. */
  clock: Pick<Clock, 'now'>;
  tenant: string;
  user: string | undefined;
  /** The model of a declared collection; calls join the transaction by themselves. */
  model<C extends Collection>(collection: C): ModelOf<C>;
  /** The row, or the part of it that changes, with its personal fields sealed, ready to be stored. */
  seal<C extends Collection, R extends PartOf<C>>(collection: C, row: R): Promise<SealedPart<C, R>>;
  /** The rows with the named fields opened, keys fetched in one batch. */
  open<C extends Collection, K extends SealedFieldOf<C>>(
    collection: C,
    rows: readonly RowOf<C>[],
    fields: readonly K[],
  ): Promise<OpenedRow<C, K>[]>;
  /** Publishes an event when the unit of work commits. Data is given in clear, and sealed on the way out. */
  publish<E extends P>(type: E, data: Clear<DataOf<E>>, about?: About): void;
  /**
   * Has something done outside after the commit, from the ledger. Effects of the same `key` run one after another in
   * the order they were asked for. With `coalesce` it is not added while the same effect of that key still waits. With
   * `passesFence` it is done although whom it is about is being erased: as a step of that erasure. `user` says whom it is
   * about where that is not whom the unit of work is about.
   */
  perform<A extends Record<string, unknown>>(
    effect: EffectRef<A>,
    args: A,
    options: { key: string; coalesce?: boolean; passesFence?: boolean; user?: string },
  ): void;
  /**
   * Gives this attempt up, commits `work` in a unit of its own, and begins anew: with what `work` left, or what another left
   * who was faster. For ids: a key is made when it is first asked for, and stays also when the unit that asked fails. So an
   * id is committed before anything is sealed or published under it. To ask twice in one unit of work is a retriable Failure.
   */
  commitFirst(work: (tx: Tx) => Promise<void>): never;
};

/** Whom an event is about and when it happened: as a rule, one of the events that were handled. */
export type Occasion = { tenant: string; user?: string | undefined; time: Date; generation?: number | undefined };

/** The unit of work of a batch handler. */
export type BatchTx<P extends EventType = never> = Pick<Tx, 'model'> & {
  /** `stream/partition` that the events came on: replicas on different partitions can keep their counters apart by it. */
  partition: string;
  /** Publishes an event when the unit of work commits. Data is given in clear, and sealed on the way out. */
  publish<E extends P>(type: E, data: Clear<DataOf<E>>, occasion: Occasion): void;
};
