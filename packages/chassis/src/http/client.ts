import { type Failure, permanent, problem as problemSchema, type ServiceName, transient } from '@crescendo/contracts';
import { context, propagation } from '@opentelemetry/api';
import type { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import { inSpan } from '../telemetry/tracing.ts';
import { deadline } from '../waiting/deadline.ts';
import type { Tokens } from './tokens.ts';

/** On whose behalf a service is called: a tenant's or an operator's. */
type OnBehalfOf = { tenant: string; operator?: never } | { operator: string; tenant?: never };

export type Call<R> = OnBehalfOf & {
  body: unknown;
  response: z.ZodType<R>;
  /** Milliseconds. Default 3 s. */
  deadlineMs?: number;
};

/**
 * Calls another service. Throws a Failure with the problem's code: retriable when the service is away or says so,
 * otherwise permanent.
 */
export type ServiceClient = <R>(service: ServiceName, path: string, call: Call<R>) => Promise<R>;

const DEADLINE_MS = 3_000;

export function serviceClient(options: {
  tokens: Tokens;
  urls: Partial<Record<ServiceName, string>>;
  clock?: Clock;
}): ServiceClient {
  const { clock = systemClock } = options;
  return async <R>(service: ServiceName, path: string, call: Call<R>): Promise<R> => {
    const attributes = { 'server.address': service };
    return await inSpan({ name: `POST ${service}${path}`, kind: 'client', attributes }, async () => {
      const base = options.urls[service];
      if (!base) throw permanent('no-service-url', `No URL is set for ${service}.`);
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        authorization: `Bearer ${await tokenFor(options.tokens, service, call)}`,
      };
      propagation.inject(context.active(), headers);
      const { status, text, after } = await exchange(service, new URL(path, base), { headers, call, clock });
      if (status >= 300) throw refusal(service, { status, text, after });
      const answer = call.response.safeParse(parseJson(text));
      if (answer.success) return answer.data;
      throw transient(`${service}-answer-invalid`, `${service} answered in an unknown form.`);
    });
  };
}

const tokenFor = (tokens: Tokens, service: ServiceName, { tenant, operator }: OnBehalfOf): Promise<string> =>
  operator === undefined ? tokens.issue(service, tenant) : tokens.issueForOperator(service, operator);

type Answer = { status: number; text: string; after: number | undefined };

async function exchange(
  service: ServiceName,
  url: URL,
  { headers, call, clock }: { headers: Record<string, string>; call: Call<unknown>; clock: Clock },
): Promise<Answer> {
  const request = { method: 'POST', redirect: 'error', headers, body: JSON.stringify(call.body) } as const;
  try {
    return await deadline(clock, call.deadlineMs ?? DEADLINE_MS).signalTo(async (signal) => {
      const response = await fetch(url, { ...request, signal });
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      const after = Number.isFinite(seconds) ? seconds * 1000 : undefined;
      return { status: response.status, text: await response.text(), after };
    });
  } catch (cause) {
    throw transient(`${service}-unavailable`, `${service} did not answer.`, { cause });
  }
}

/**
 * 401 and 403 are retriable between services. Wrong keys, clocks or grants get fixed, during a deployment even by
 * themselves, and no event may become a dead letter because of them.
 */
function refusal(service: ServiceName, { status, text, after }: Answer): Failure {
  const problem = problemSchema.safeParse(parseJson(text));
  const code = problem.success ? problem.data.code : `${service}-http-${status}`;
  const retry = status >= 500 || [401, 403, 429].includes(status) || (problem.success && problem.data.retry);
  const message = (problem.success && problem.data.detail) || `${service} refused: ${code}.`;
  return retry ? transient(code, message, after === undefined ? {} : { after }) : permanent(code, message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an answer that is not JSON is judged by its status
  }
}
