import type { DataOf, EventType, Opened, SealedKey, ServiceName } from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Tx } from './handlers/tx.ts';
import type { ServiceClient } from './http/client.ts';
import type { Tokens } from './http/tokens.ts';
import type { PublishNow } from './outbox/publish-now.ts';
import type { Collection, ModelOf, OpenedRow, PartOf, RowOf, SealedFieldOf, SealedPart } from './store/collection.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** What code outside a handler (routes, jobs, effects) works with. */
export type ServiceContext = {
  name: ServiceName;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  keyring: Keyring;
  /** Calls another service. */
  call: ServiceClient;
  /** The services' tokens, for calls that do not go through `call` or `routes`. */
  tokens: Tokens;
  /** Reads outside a transaction. */
  model<C extends Collection>(collection: C): ModelOf<C>;
  /**
   * Runs a unit of work: all of it commits, or nothing. After transient database errors it runs again from the start.
   * Throws a permanent Failure `gone` for an erased person or customer, and `held` while a customer who left may come
   * back, unless it is part of that erasure (`passesFence`).
   */
  transact<T, P extends EventType = never>(
    unit: { tenant: string; user?: string; publishes?: readonly P[]; passesFence?: boolean },
    work: (tx: Tx<P>) => Promise<T>,
  ): Promise<T>;
  /**
   * Runs a transaction about the service's own state (keys, say), not about a customer or a person: it publishes
   * nothing, and no fence stops it. After transient database errors it runs again from the start.
   */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  seal<C extends Collection, R extends PartOf<C>>(collection: C, row: R): Promise<SealedPart<C, R>>;
  open<C extends Collection, K extends SealedFieldOf<C>>(
    collection: C,
    rows: readonly RowOf<C>[],
    fields: readonly K[],
  ): Promise<OpenedRow<C, K>[]>;
  /** Opens the named fields of an event that was passed on sealed, such as in an effect's arguments. */
  openEvent<E extends EventType, K extends SealedKey<DataOf<E>>>(
    type: E,
    event: { id: string; tenant: string; user?: string | undefined; data: Pick<DataOf<E>, K> },
    fields: readonly K[],
  ): Promise<Opened<Pick<DataOf<E>, K>, K>>;
  /** For the edge: publishes at once, to the broker or else to this service's own outbox. */
  publishNow: PublishNow;
  /** Customers who are known here to have left: jobs leave their rows alone. */
  closedTenants(): readonly string[];
};
