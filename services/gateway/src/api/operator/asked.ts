import { createHash } from 'node:crypto';
import type { ServiceContext } from '@crescendo/chassis';
import { type IdKind, idPrefixes, newId, permanent } from '@crescendo/contracts';
import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import { onRecord } from './actions.ts';
import type { Operators } from './operators.ts';

export type OperatorDoor = { service: ServiceContext; operators: Operators };

/** An operator's request, parsed. */
type Asking<T> = {
  action: string;
  /** Parses the request before anything happens or is recorded. Throws `bad-request`. */
  read(request: Request): T | Promise<T>;
  answer(asked: T, operator: string, request: Request): Promise<unknown>;
};

/** A handler that answers only operators, and records each request before it is carried out. */
export function asked<T extends Record<string, unknown>>(door: OperatorDoor, asking: Asking<T>): RequestHandler {
  return async (request, response) => {
    const operator = await door.operators.verify(request.get('authorization'));
    const about = await asking.read(request);
    const reason = typeof about.reason === 'string' ? about.reason : undefined;
    const answer = await onRecord(door.service, { operator, action: asking.action, about, reason }, () =>
      asking.answer(about, operator, request),
    );
    response.set('Cache-Control', 'no-store').json(answer);
  };
}

/** Parses input with a schema. Throws `bad-request` with the paths that do not fit. */
export function readAs<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.join('.') || 'the request');
  throw permanent('bad-request', `The request does not fit at: ${[...new Set(paths)].join(', ')}.`);
}

/**
 * The id of what a command creates: the same for the same operator and Idempotency-Key
 * (datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header), so a repeated request has no second effect.
 */
export function idOf(kind: IdKind, { request, operator }: { request: Request; operator: string }): string {
  const key = request.get('idempotency-key');
  if (!key) return newId(kind);
  const hash = createHash('sha256').update(`${operator}\n${key}`).digest('base64url');
  return `${idPrefixes[kind]}_${hash.slice(0, 26)}`;
}
