import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { assertFree, freePort } from './ports.ts';

let server: Server | undefined;
afterEach(() => server?.close());

async function listenOn(port: number) {
  server = createServer();
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
}

test('a free port can be listened on and is not handed out again', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  expect(new Set(ports).size).toBe(20);
  await listenOn(ports[0] ?? 0);
});

test('a port that is taken is named with who has it', async () => {
  const [taken, free] = [await freePort(), await freePort()];
  await listenOn(taken);
  const named = new RegExp(`^port ${taken} \\(gateway\\) is taken by process ${process.pid}: .*node`);
  await expect(assertFree({ gateway: taken, billing: free })).rejects.toThrow(named);
});
