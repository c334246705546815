import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** How the answer to something that was done does not arrive. `late`: after any deadline of a test. */
export type Loss = 'dropped' | 'cut-off' | 'server-error' | 'late';

export type Provider = {
  url: string;
  /** What was done, once each. */
  charges: { cents: number; key: string }[];
  /** The keys of all requests, in their order. */
  asked: string[];
  /** Loses the answers to the next requests, one each. */
  lose(...losses: Loss[]): void;
};

const LATE_MS = 5_000;

/**
 * A company that takes orders as Stripe does: the first request under an idempotency key is carried out, each further one
 * gets the first one's answer, and one that asks for something else under a known key is refused. It ends with the test.
 * Source: docs.stripe.com/api/idempotent_requests.
 */
export async function startProvider(): Promise<Provider> {
  const known = new Map<string, { body: string; answer: string }>();
  const charges: Provider['charges'] = [];
  const asked: string[] = [];
  const losses: Loss[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = String(request.headers['idempotency-key']);
    const body = await text(request);
    asked.push(key);
    const before = known.get(key);
    if (before && before.body !== body) {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"code":"idempotency-key-in-use"}');
      return;
    }
    const answered = before?.answer ?? charge(key, body);
    known.set(key, { body, answer: answered });
    await send(response, answered, losses.shift());
  }

  function charge(key: string, body: string): string {
    charges.push({ key, cents: Number(JSON.parse(body).cents) });
    return JSON.stringify({ number: charges.length });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy()); // a request that cannot be read
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return { url: `http://127.0.0.1:${port}`, charges, asked, lose: (...some) => void losses.push(...some) };
}

async function send(response: ServerResponse, answer: string, loss: Loss | undefined): Promise<void> {
  switch (loss) {
    case 'dropped':
      response.destroy();
      return;
    case 'cut-off':
      response.writeHead(200, { 'content-length': Buffer.byteLength(answer) });
      response.write(answer.slice(0, answer.length / 2), () => response.destroy());
      return;
    case 'server-error':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>');
      return;
    case 'late':
      await pause(LATE_MS, undefined, { ref: false });
      break;
    case undefined:
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
}
