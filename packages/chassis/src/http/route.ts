import type { ServiceName } from '@crescendo/contracts';
import type { z } from 'zod';
import type { ServiceContext } from '../service.ts';

/** Who calls, as the token says. */
export type Caller = {
  service: ServiceName;
  /** The tenant the call is for: from the token, never from the body. */
  tenant: string;
};

/** A route with its types erased. */
export type Route = {
  method: 'get' | 'post';
  path: string;
  from: readonly ServiceName[];
  body: z.ZodType;
  response: z.ZodType;
  handle(request: { body: unknown; caller: Caller; service: ServiceContext }): Promise<unknown>;
};

/**
 * Declares a query or a command that other services may call. Body and answer are validated by the schemas that also
 * document them, and what these do not name is left out; only the services in `from` are let in. A thrown Failure
 * becomes a problem document: with the status of its code where it has one (`problems.ts`), else 503 or 422.
 */
export function route<B, R>(definition: {
  method: 'get' | 'post';
  path: string;
  from: readonly ServiceName[];
  body: z.ZodType<B>;
  response: z.ZodType<R>;
  handle(request: { body: B; caller: Caller; service: ServiceContext }): Promise<R>;
}): Route {
  return { ...definition, handle: definition.handle as Route['handle'] }; // called only with what `body` let through
}
