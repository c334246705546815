import { createServer } from 'node:net';
import { portOwner } from './port-owner.ts';

const FIRST = 20_000;
const LAST = 30_000;
const handedOut = new Set<number>();

/** A free port on 127.0.0.1, below the range that the kernel gives to outgoing connections; never the same twice. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    return port;
  }
}

/** Resolves to whether a process can listen on 127.0.0.1:port. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Throws a PortTaken that names every taken port of `wanted` (name -> port) and, where known, who has it. */
export async function assertFree(wanted: Readonly<Record<string, number>>): Promise<void> {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(wanted)) {
    if (await isFree(port)) continue;
    const owner = await portOwner(port);
    taken.push(`port ${port} (${name}) is taken${owner ? ` by process ${owner.pid}: ${owner.command}` : ''}`);
  }
  if (taken.length > 0) throw new PortTaken(taken);
}

export class PortTaken extends Error {
  readonly code = 'port-taken';
  constructor(taken: readonly string[]) {
    super(taken.join('\n'));
    this.name = 'PortTaken';
  }
}
