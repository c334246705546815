import type { ServiceName } from '@crescendo/contracts';
import type { z } from 'zod';
import type { ServiceContext } from '../service-context.ts';
import type { Caller, OperatorCaller } from './caller.ts';

type Declared<Scope, Who> = {
  scope: Scope;
  method: 'get' | 'post';
  path: string;
  from: readonly ServiceName[];
  body: z.ZodType;
  response: z.ZodType;
  handle(request: { body: unknown; caller: Who; service: ServiceContext }): Promise<unknown>;
};

/** A route, with its types erased. */
export type Route = Declared<'tenant', Caller>;

/** A route for operators, with its types erased. */
export type OperatorRoute = Declared<'operator', OperatorCaller>;

type Definition<B, R, Who> = {
  method: 'get' | 'post';
  path: string;
  from: readonly ServiceName[];
  body: z.ZodType<B>;
  response: z.ZodType<R>;
  handle(request: { body: B; caller: Who; service: ServiceContext }): Promise<R>;
};

/**
 * Declares a query or a command for other services; only those in `from` may call it. The schemas that document the
 * body and the answer also validate them, and fields that they do not name are removed. A thrown Failure becomes a
 * problem document, with the status of its code (`problems.ts`), or else 503 or 422.
 */
export function route<B, R>(definition: Definition<B, R, Caller>): Route {
  const handle = definition.handle as Route['handle']; // called only with a body that passed `body`
  return { ...definition, scope: 'tenant', handle };
}

/**
 * Declares a route that may be called only on behalf of an operator. The token names no tenant; a tenant's token is
 * refused.
 */
export function operatorRoute<B, R>(definition: Definition<B, R, OperatorCaller>): OperatorRoute {
  const handle = definition.handle as OperatorRoute['handle']; // as above
  return { ...definition, scope: 'operator', handle };
}
