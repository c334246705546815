import type { DataOf, EventType, Opened, SealedKey, ServiceName } from '@crescendo/contracts';
import { done, type Outcome } from './outcome.ts';
import type { BatchTx, Tx } from './tx.ts';

/** An event as its handler gets it, with the fields named in `opens` in clear. */
export type EventOf<E, K = never> =
  E extends EventType<infer Name, infer Data>
    ? {
        id: string;
        type: Name;
        /** The service that published it; proven if the event is signed. */
        producer: ServiceName;
        tenant: string;
        /** The person it is about; undefined if it is about the customer. */
        user: string | undefined;
        time: Date;
        data: Opened<Data, K>;
        /** The record's key on its stream. */
        key: string;
      }
    : never;

/** A handler of single events with its types erased, as the chassis runs it. */
export type SingleHandler = {
  kind: 'single';
  types: readonly EventType[];
  opens: readonly string[];
  publishes: readonly EventType[];
  handle(event: EventOf<EventType>, tx: Tx<EventType>): Promise<Outcome>;
};

/** A handler of many events at once with its types erased, as the chassis runs it. */
export type BatchHandler = {
  kind: 'batch';
  types: readonly EventType[];
  opens: readonly string[];
  publishes: readonly EventType[];
  handle(events: readonly EventOf<EventType>[], tx: BatchTx<EventType>): Promise<void>;
};

export type Handler = SingleHandler | BatchHandler;

/**
 * Declares what a service does when an event happens. `handle` runs in one transaction with the inbox, the outbox and
 * the offset, so all of it commits or nothing. It may run again, so it must do nothing outside the database itself: use
 * `tx.publish` and `tx.perform`.
 */
export function on<E extends EventType, K extends SealedKey<DataOf<E>> = never, P extends EventType = never>(
  type: E,
  handler: {
    opens?: readonly K[];
    publishes?: readonly P[];
    // biome-ignore lint/suspicious/noConfusingVoidType: a handler that says nothing is done
    handle(event: EventOf<E, K>, tx: Tx<P>): Promise<Outcome | void>;
  },
): SingleHandler {
  return {
    kind: 'single',
    types: [type],
    opens: (handler.opens ?? []) as readonly string[],
    publishes: handler.publishes ?? [],
    // The chassis delivers only events of `type`, with exactly `opens` opened, and a tx that refuses other publishes.
    async handle(event, tx) {
      return (await handler.handle(event as EventOf<E, K>, tx as Tx<P>)) ?? done;
    },
  };
}
