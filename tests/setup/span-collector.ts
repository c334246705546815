import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

/** The fields of a span that we read. Source: zipkin.io/zipkin-api, version 2. */
export type Span = {
  traceId: string;
  id: string;
  parentId?: string;
  name: string;
  kind?: string;
  timestamp?: number;
  localEndpoint: { serviceName: string };
  tags?: Record<string, string>;
};

export type SpanCollector = { url: string; stop(): Promise<void> };

/**
 * Accepts spans as a Zipkin server does, and keeps them in memory: `POST /api/v2/spans`, `GET /api/v2/traces` (all of
 * them), `GET /api/v2/trace/{id}`. It starts at once; the real server needs ten seconds of a core.
 */
export async function startSpanCollector(): Promise<SpanCollector> {
  const traces = new Map<string, Span[]>();

  async function answer(request: IncomingMessage): Promise<{ status: number; body?: unknown }> {
    const { pathname } = new URL(request.url ?? '/', 'http://collector');
    if (request.method === 'POST' && pathname === '/api/v2/spans') {
      for (const span of (await json(request)) as Span[]) {
        traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
      }
      return { status: 202 };
    }
    if (pathname === '/api/v2/traces') return { status: 200, body: [...traces.values()] };
    const found = traces.get(pathname.replace('/api/v2/trace/', ''));
    return found ? { status: 200, body: found } : { status: 404 };
  }

  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      },
      () => response.writeHead(400).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the span collector has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
