import { once } from 'node:events';
import { Agent, createServer, get, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { heldClock } from '@crescendo/chassis-testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { draining } from './draining.ts';

/** A server that can be drained, and a client that keeps connections open, as services and load balancers do. */
async function served(listener: RequestListener) {
  const server = createServer(listener);
  const clock = heldClock();
  const drain = draining(server, clock);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  onTestFinished(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  const ask = () =>
    new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
      get({ host: '127.0.0.1', port, agent }, (response) => {
        response.resume().once('end', () => {
          resolve({ status: response.statusCode, connection: response.headers.connection });
        });
      }).once('error', reject);
    });
  return { clock, drain, ask };
}

test('an idle connection that is kept open does not keep a server from closing', async () => {
  const { drain, ask } = await served((_request, response) => response.end('hello'));
  expect(await ask()).toEqual({ status: 200, connection: 'keep-alive' });
  await drain(0); // the clock stands still, so nothing is cut off
});

test('a request under way is answered, and told that the connection closes', async () => {
  const finish = Promise.withResolvers<void>();
  const listener = vi.fn<RequestListener>((_request, response) => void finish.promise.then(() => response.end('done')));
  const { drain, ask } = await served(listener);
  const answer = ask();
  await vi.waitFor(() => expect(listener).toHaveBeenCalled(), { timeout: 20_000 });
  const drained = drain(0);
  finish.resolve();
  expect(await answer).toEqual({ status: 200, connection: 'close' });
  await drained;
});

test('while it drains everyone is answered still, and sent elsewhere', async () => {
  const { clock, drain, ask } = await served((_request, response) => response.end('hello'));
  const drained = drain(300);
  expect(await ask()).toEqual({ status: 200, connection: 'close' });
  clock.pass(300);
  await drained;
  await expect(ask()).rejects.toThrow('ECONNREFUSED');
});

test('a request that is never answered is cut off in the end', async () => {
  const listener = vi.fn<RequestListener>();
  const { clock, drain, ask } = await served(listener);
  const answer = expect(ask()).rejects.toThrow('socket hang up');
  await vi.waitFor(() => expect(listener).toHaveBeenCalled(), { timeout: 20_000 });
  const drained = drain(0);
  clock.pass(1_500);
  await drained;
  await answer;
});
