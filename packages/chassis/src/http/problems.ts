import type { Problem } from '@crescendo/contracts';
import { trace } from '@opentelemetry/api';
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { classify, isUnexpected } from '../store/classify.ts';

/** Codes with a status of their own. All others: 503 if retriable, 500 if unexpected, else 422. */
const statuses: Record<string, number> = {
  'bad-request': 400,
  'malformed-body': 400,
  unauthenticated: 401,
  forbidden: 403,
  'category-not-granted': 403,
  'not-found': 404,
  'body-too-large': 413,
  'rate-limited': 429,
  // Not the request's fault: the key service cannot read its own keys.
  'wrapped-key-broken': 500,
  'epoch-gone': 500,
};

const titles: Record<number, string> = {
  400: 'The request is malformed',
  401: 'The caller is not known',
  403: 'The caller may not do this',
  404: 'There is nothing here',
  413: 'The request is too large',
  422: 'The request cannot be carried out',
  429: 'Too many requests',
  500: 'An unexpected error',
  503: 'Not available right now',
};

/** A problem document (RFC 9457). Everything in it is safe to show: codes and paths, never values or stack traces. */
function problem(details: Partial<Problem> & { status: number; code: string }): Problem {
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return {
    type: `urn:crescendo:problem:${details.code}`,
    title: titles[details.status] ?? 'The request failed',
    retry: details.status === 503 || details.status === 429,
    ...(traceId && { trace: traceId }),
    ...details,
  };
}

export function sendProblem(response: Response, details: Partial<Problem> & { status: number; code: string }): void {
  response
    .status(details.status)
    .type('application/problem+json')
    .send(JSON.stringify(problem(details)));
}

/**
 * Maps an error thrown while answering to a status and a code. body-parser's errors have a `type`; for a path that
 * cannot be decoded the router throws a URIError.
 */
function describe(error: unknown): { status: number; code: string; detail?: string; retry?: boolean; after?: number } {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return { status: 413, code: 'body-too-large' };
  if (typeof type === 'string' && /^(entity|encoding|charset|request|parameters|stream)\./.test(type))
    return { status: 400, code: 'malformed-body' };
  if (error instanceof URIError) return { status: 400, code: 'bad-request' };
  const failure = classify(error);
  if (isUnexpected(failure)) return { status: 500, code: 'unexpected' };
  const status = statuses[failure.code] ?? (failure.retry ? 503 : 422);
  const after = failure.after === undefined ? {} : { after: failure.after };
  return { status, code: failure.code, detail: failure.message, retry: failure.retry, ...after };
}

/** The last middleware: turns every error into a problem document and logs unexpected ones. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { after, ...details } = describe(error);
    if (after !== undefined) response.set('Retry-After', String(Math.ceil(after / 1000)));
    if (details.status === 500) log.error({ err: error }, 'unexpected error while answering');
    sendProblem(response, details);
  };
}
