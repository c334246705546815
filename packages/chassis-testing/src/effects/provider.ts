import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** How the answer to something that was done does not arrive. `late`: not before `answerLate`. */
export type Loss = 'dropped' | 'cut-off' | 'server-error' | 'late';

export type Provider = {
  url: string;
  /** What was done, once each. */
  charges: { cents: number; key: string }[];
  /** The keys of all requests, in their order. */
  asked: string[];
  /** Loses the answers to the next requests, one each. */
  lose(...losses: Loss[]): void;
  /** Gives the answers that are late, and is late no more. */
  answerLate(): void;
};

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
  const late = Promise.withResolvers<void>();

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
    const loss = losses.shift();
    if (loss === 'late') await late.promise;
    send(response, answered, loss);
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
  const url = `http://127.0.0.1:${port}`;
  return { url, charges, asked, lose: (...some) => void losses.push(...some), answerLate: () => late.resolve() };
}

function send(response: ServerResponse, answer: string, loss: Loss | undefined): void {
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
    case undefined:
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  }
}
