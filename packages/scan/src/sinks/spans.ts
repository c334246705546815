import { randomBytes } from 'node:crypto';
import type { Sink } from '../sink.ts';

const MOST = 100_000;

/** All spans of a server that speaks Zipkin's API (version 2). A planted mark is a span's tag. */
export function spans(url: string): Sink {
  return {
    name: 'spans',
    async *read() {
      const query = new URLSearchParams({ limit: String(MOST), lookback: String(365 * 86_400_000) });
      const response = await fetch(`${url}/api/v2/traces?${query}`);
      if (!response.ok) throw new Error(`the trace server answered ${response.status}`);
      for (const trace of (await response.json()) as { traceId: string }[][]) {
        yield { place: `trace ${trace[0]?.traceId}`, bytes: Buffer.from(JSON.stringify(trace)) };
      }
    },
    async plant(text) {
      const hex = (bytes: number) => randomBytes(bytes).toString('hex');
      const span = {
        traceId: hex(16),
        id: hex(8),
        name: 'a careless span',
        timestamp: Date.now() * 1000,
        duration: 1,
        localEndpoint: { serviceName: 'scan-recall' },
        tags: { careless: text },
      };
      const response = await fetch(`${url}/api/v2/spans`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([span]),
      });
      if (!response.ok) throw new Error(`the trace server took no span: ${response.status}`);
      return async () => {}; // a trace server deletes only by age; a random text does no harm
    },
  };
}
