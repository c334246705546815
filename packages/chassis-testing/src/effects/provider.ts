import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** How the answer to a completed request is lost. `late`: it waits for `answerLate`. */
export type Loss = 'dropped' | 'cut-off' | 'server-error' | 'late';

export type Provider = {
  url: string;
  /** The charges made, once each. */
  charges: { cents: number; key: string }[];
  /** The keys of all requests, in order. */
  asked: string[];
  /** Loses the answers to the next requests, one loss per request. */
  lose(...losses: Loss[]): void;
  /** Sends the late answers; from then on none is late. */
  answerLate(): void;
};

/**
 * A provider with idempotency keys like Stripe's: it carries out the first request under a key, answers later ones with
 * the first answer, and refuses a different request under a known key. It ends with the test. Source:
 * docs.stripe.com/api/idempotent_requests.
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
    answer(request, response).catch(() => response.destroy()); // the request could not be read
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
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
