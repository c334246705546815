import { inject, vi } from 'vitest';
import type { Span } from './span-collector.ts';

const SEEN_WITHIN_MS = 60_000;

/** A tenant's trace with all these spans. Waits until it is complete, because services send spans a second late. */
export async function traceWith(tenant: string, names: readonly string[]): Promise<Span[]> {
  const url = inject('system').run.traces?.url;
  return await vi.waitFor(
    async () => {
      const traces = (await (await fetch(`${url}/api/v2/traces`)).json()) as Span[][];
      const found = traces.find(
        (trace) =>
          trace.some(({ tags }) => tags?.['crescendo.tenant'] === tenant) &&
          names.every((name) => trace.some((span) => span.name === name)),
      );
      if (!found) throw new Error(`no trace of this tenant has all of ${names.join(', ')}`);
      return found;
    },
    { timeout: SEEN_WITHIN_MS, interval: 200 },
  );
}

/** The path to the first span of that name, from the start of the trace, each step as `service name`. */
export function wayTo(name: string, trace: readonly Span[]): string[] {
  const way: string[] = [];
  let span = trace.find((each) => each.name === name);
  while (span) {
    const { parentId, localEndpoint } = span;
    way.unshift(`${localEndpoint.serviceName}: ${span.name}`);
    span = trace.find(({ id }) => id === parentId);
  }
  return way;
}
