import type { Server, ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../clock.ts';

/** How long running requests may take after the server stops accepting new ones. */
const UNDER_WAY_MS = 1_500;

/**
 * Closes a server without cutting requests off. For `drainMs` it continues to answer, because load balancers need a
 * while to see that this replica is not ready; from now on each answer asks the client to close the connection. Then it
 * accepts no more connections, closes idle ones, answers running requests, and cuts off those that take too long.
 */
export type Drain = (drainMs: number) => Promise<void>;

/** Call it before the server gets its first request. */
export function draining(server: Server, clock: Clock = systemClock): Drain {
  const underWay = new Set<ServerResponse>();
  let closing = false;
  const sayClose = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  };
  server.prependListener('request', (_request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    if (closing) sayClose(response);
  });

  return async (drainMs) => {
    closing = true;
    for (const response of underWay) sayClose(response);
    if (drainMs > 0) await new Promise<void>((resolve) => void clock.after(drainMs, resolve));
    await new Promise<void>((resolve) => {
      const callOff = clock.after(UNDER_WAY_MS, () => server.closeAllConnections());
      server.close(() => {
        callOff();
        resolve();
      });
      server.closeIdleConnections();
    });
  };
}
