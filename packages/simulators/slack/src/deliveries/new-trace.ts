import { randomBytes } from 'node:crypto';

/** A new trace that starts with a request, and the request's header for it. Source: w3.org/TR/trace-context. */
export function newTrace(): { traceId: string; traceparent: string } {
  const traceId = randomBytes(16).toString('hex');
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
}
