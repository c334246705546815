import { type Category, type EventType, grants, type ServiceName, sealedFields } from '@crescendo/contracts';
import type { Router } from 'express';
import { chassisCollections } from './chassis-collections.ts';
import type { Effect } from './effects/effect.ts';
import type { ErasureHooks } from './erasure/hooks.ts';
import { onErasureStepRequested } from './erasure/on-step-requested.ts';
import type { Handler } from './handlers/on.ts';
import type { OperatorRoute, Route } from './http/route.ts';
import type { Job } from './jobs/job.ts';
import type { ServiceContext } from './service-context.ts';
import type { Collection } from './store/collection.ts';

/** A service's table of contents: anything not listed here does not exist. */
export type Service = {
  name: ServiceName;
  collections: readonly Collection[];
  handlers: readonly Handler[];
  effects: readonly Effect[];
  jobs: readonly Job[];
  /** For other services, which call with a token. */
  routes: readonly Route[];
  /** For Crescendo's own staff, through the gateway; besides those that every service has. */
  operatorRoutes: readonly OperatorRoute[];
  /** What is open to the public (only in the gateway): gets raw bodies and checks them itself. */
  edge?: (context: ServiceContext) => Router;
  /** Event types that it publishes outside handlers: from routes, jobs, effects or the edge. */
  publishes: readonly EventType[];
  /** Categories that it opens through calls to other services or at the edge, besides those in its own tags. */
  opens: readonly Category[];
  /** What it does for an erasure besides deleting its rows. */
  erasure: ErasureHooks;
  /** Loads what must be in memory before the service is ready. It may run again. */
  warmUp?: (context: ServiceContext) => Promise<void>;
};

/** Every category of personal data that a service's declarations use. */
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
 * Declares a service. Throws when two handlers take the same event, when two of its parts have the same name, when it
 * uses a category that {@link grants} does not give it, or when it is granted one that it does not use.
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
