import { type ServiceContext, sendProblem } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';
import type { ErrorRequestHandler } from 'express';

const unknown = { status: 404, title: 'The workspace has not installed the app' };

/** Statuses for errors that only the edge has; the chassis answers the rest. */
const statuses: Record<string, { status: number; title: string }> = {
  'signature-missing': { status: 401, title: 'The request is not signed' },
  'signature-wrong': { status: 401, title: 'The request is not from Slack' },
  'timestamp-stale': { status: 401, title: 'The request is too old, or from the future' },
  'malformed-body': { status: 400, title: 'The request is malformed' },
  'unknown-team': unknown,
  gone: unknown,
};

function codeOf(error: unknown): string {
  if (error instanceof Failure) return error.code;
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return 'body-too-large';
  return typeof type === 'string' ? 'malformed-body' : 'unexpected';
}

/** Counts every refused request by its code, and answers with a problem document (RFC 9457). */
export const refusals =
  ({ metrics }: ServiceContext): ErrorRequestHandler =>
  (error, _request, response, next) => {
    const code = codeOf(error);
    metrics.refused.inc({ code });
    const known = statuses[code];
    if (!known || response.headersSent) {
      next(error);
      return;
    }
    // Slack repeats refused requests unless told not to, and we would refuse this one again.
    if (known === unknown) response.set('X-Slack-No-Retry', '1');
    sendProblem(response, { code, ...known, retry: false });
  };
