import {
  type Category,
  type DataOf,
  type EventType,
  grants,
  type Opened,
  type SealedKey,
  type ServiceName,
  sealedFields,
} from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Effect } from './effects/effect.ts';
import type { ErasureHooks } from './erasure/hooks.ts';
import { onErasureStepRequested } from './erasure/on-step-requested.ts';
import type { Handler } from './handlers/on.ts';
import type { Tx } from './handlers/tx.ts';
import type { ServiceClient } from './http/client.ts';
import type { OperatorRoute, Route } from './http/route.ts';
import type { Tokens } from './http/tokens.ts';
import type { Job } from './jobs/job.ts';
import type { PublishNow } from './outbox/publish-now.ts';
import { chassisCollections } from './store/chassis-collections.ts';
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

/** A service's table of contents: what is not here does not exist. */
export type Service = {
  name: ServiceName;
  collections: readonly Collection[];
  handlers: readonly Handler[];
  effects: readonly Effect[];
  jobs: readonly Job[];
  /** For other services, each with a token. */
  routes: readonly Route[];
  /** For Crescendo's own staff, through the gateway; beside those that every service has. */
  operatorRoutes: readonly OperatorRoute[];
  /** What is open to the outside (the gateway's alone): gets raw bodies and checks them itself. */
  edge?: (context: ServiceContext) => Router;
  /** Event types published from outside a handler: routes, jobs, effects, the edge. */
  publishes: readonly EventType[];
  /** Categories that are opened through calls to other services or the edge, beside what tags of this service say. */
  opens: readonly Category[];
  /** What an erasure asks of it beside letting go of its rows. */
  erasure: ErasureHooks;
  /** Before the service is ready: what has to be in memory. May be tried again. */
  warmUp?: (context: ServiceContext) => Promise<void>;
};

/** Every category of personal data that a service's own declarations touch. */
export function categoriesOf(service: Service): Set<Category> {
  const found = new Set<Category>(service.opens);
  for (const { sealed } of service.collections) for (const tag of sealed.values()) found.add(tag.category);
  const published = [
    ...service.publishes,
    ...[...service.handlers, ...service.effects].flatMap((part) => part.publishes),
  ];
  for (const { schema } of published) for (const tag of sealedFields(schema).values()) found.add(tag.category);
  for (const { types, opens } of service.handlers)
    for (const { schema } of types)
      for (const [field, tag] of sealedFields(schema)) if (opens.includes(field)) found.add(tag.category);
  return found;
}

function refuseTwo(service: ServiceName, what: string, parts: readonly { name: string }[]): void {
  const names = parts.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw new Error(`${service} has two ${what} for ${twice}`);
}

/**
 * Declares a service. Throws when two handlers take the same event, when two of its parts have the same name, or when its
 * tags name a category that {@link grants} does not give it, or the other way round.
 */
export function defineService(definition: Partial<Service> & { name: ServiceName }): Service {
  const service: Service = {
    collections: [],
    handlers: [],
    effects: [],
    jobs: [],
    routes: [],
    operatorRoutes: [],
    publishes: [],
    opens: [],
    erasure: {},
    ...definition,
  };
  service.handlers = [...service.handlers, onErasureStepRequested(service.erasure)];
  const { name, handlers, effects, jobs, collections } = service;
  const handled = handlers.flatMap(({ types }) => types);
  for (const [what, parts] of Object.entries({ handlers: handled, effects, jobs })) refuseTwo(name, what, parts);
  refuseTwo(name, 'collections', [...chassisCollections, ...collections]);
  const used = categoriesOf(service);
  const granted = new Set(Object.keys(grants[service.name]) as Category[]);
  const missing = [...used].filter((category) => !granted.has(category));
  const unused = [...granted].filter((category) => !used.has(category));
  if (missing.length > 0) throw new Error(`${service.name} uses categories it is not granted: ${missing.join(', ')}`);
  if (unused.length > 0) throw new Error(`${service.name} is granted categories it does not use: ${unused.join(', ')}`);
  return service;
}
