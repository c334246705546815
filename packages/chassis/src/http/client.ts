import { permanent, problem as problemSchema, type ServiceName, transient } from '@crescendo/contracts';
import { context, propagation } from '@opentelemetry/api';
import type { z } from 'zod';
import { inSpan } from '../telemetry/tracing.ts';
import type { Tokens } from './tokens.ts';

export type Call<R> = {
  tenant: string;
  body: unknown;
  response: z.ZodType<R>;
  /** Milliseconds. Default 3 s. */
  deadlineMs?: number;
};

/** Asks another service. Throws a Failure: retriable when it is away or says so, else with the problem's code. */
export type ServiceClient = <R>(service: ServiceName, path: string, call: Call<R>) => Promise<R>;

export function serviceClient(options: { tokens: Tokens; urls: Partial<Record<ServiceName, string>> }): ServiceClient {
  return async (service, path, call) =>
    await inSpan(
      { name: `POST ${service}${path}`, kind: 'client', attributes: { 'server.address': service } },
      async () => {
        const base = options.urls[service];
        if (!base) throw permanent('no-service-url', `No URL is set for ${service}.`);
        const headers: Record<string, string> = {
          'content-type': 'application/json',
          authorization: `Bearer ${await options.tokens.issue(service, call.tenant)}`,
        };
        propagation.inject(context.active(), headers);
        const away = (cause?: unknown) => transient(`${service}-unavailable`, `${service} did not answer.`, { cause });
        let status: number;
        let text: string;
        try {
          const response = await fetch(new URL(path, base), {
            method: 'POST',
            headers,
            body: JSON.stringify(call.body),
            signal: AbortSignal.timeout(call.deadlineMs ?? 3_000),
          });
          status = response.status;
          text = await response.text();
        } catch (cause) {
          throw away(cause);
        }
        if (status < 300) return call.response.parse(JSON.parse(text));
        if (status >= 500) throw away();
        const problem = problemSchema.safeParse(parseJson(text));
        const code = problem.success ? problem.data.code : `${service}-http-${status}`;
        const message = `${service} refused: ${code}.`;
        throw status === 429 || (problem.success && problem.data.retry)
          ? transient(code, message)
          : permanent(code, message);
      },
    );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an answer that is no document is judged by its status
  }
}
