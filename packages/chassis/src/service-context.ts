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

/** What runs outside a handler (routes, jobs, effects) works with. */
export type ServiceContext = {
  name: ServiceName;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  keyring: Keyring;
  /** The other services. */
  call: ServiceClient;
  /** Tokens by which services know each other, for calls that do not go through `call` or `routes`. */
  tokens: Tokens;
  /** Reads outside a transaction. */
  model<C extends Collection>(collection: C): ModelOf<C>;
  /**
   * A unit of work: all of it commits, or nothing. Run again from the start on transient errors of the database. Throws a
   * permanent Failure `gone` about whom was erased, and `held` while a customer who left may come back, unless it is a
   * step of that erasure (`passesFence`).
   */
  transact<T, P extends EventType = never>(
    unit: { tenant: string; user?: string; publishes?: readonly P[]; passesFence?: boolean },
    work: (tx: Tx<P>) => Promise<T>,
  ): Promise<T>;
  /**
   * A transaction about the service's own state, not about a customer or a person (keys, say): it publishes nothing and no
   * fence stops it. Run again from the start on transient errors of the database.
   */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  seal<C extends Collection, R extends PartOf<C>>(collection: C, row: R): Promise<SealedPart<C, R>>;
  open<C extends Collection, K extends SealedFieldOf<C>>(
    collection: C,
    rows: readonly RowOf<C>[],
    fields: readonly K[],
  ): Promise<OpenedRow<C, K>[]>;
  /** Named sealed fields of an event that travelled on sealed, e.g. into an effect's arguments. */
  openEvent<E extends EventType, K extends SealedKey<DataOf<E>>>(
    type: E,
    event: { id: string; tenant: string; user?: string | undefined; data: Pick<DataOf<E>, K> },
    fields: readonly K[],
  ): Promise<Opened<Pick<DataOf<E>, K>, K>>;
  /** For the edge: acknowledged by the broker, or else by this service's own outbox. */
  publishNow: PublishNow;
  /** Customers who left, as far as is known here: jobs leave their rows alone. */
  closedTenants(): readonly string[];
};
