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

/** A route with its types erased. */
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
 * Declares a query or a command that other services may call. Body and answer are validated by the schemas that also
 * document them, and what these do not name is left out; only the services in `from` are let in. A thrown Failure
 * becomes a problem document: with the status of its code where it has one (`problems.ts`), else 503 or 422.
 */
export function route<B, R>(definition: Definition<B, R, Caller>): Route {
  const handle = definition.handle as Route['handle']; // called only with what `body` let through
  return { ...definition, scope: 'tenant', handle };
}

/** Declares what may be asked on behalf of an operator only: its token names no tenant, and that of a tenant is refused. */
export function operatorRoute<B, R>(definition: Definition<B, R, OperatorCaller>): OperatorRoute {
  const handle = definition.handle as OperatorRoute['handle']; // as above
  return { ...definition, scope: 'operator', handle };
}
