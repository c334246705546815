import type { Server, ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../clock.ts';

/** What requests under way may take once nothing new is let in. */
const UNDER_WAY_MS = 1_500;

/**
 * Closes a server without cutting anyone off. For `drainMs` it goes on to answer, since whoever sends requests here needs a
 * while to see that this replica is not ready; each answer from now on asks for the connection to be closed. Then nobody is
 * let in, idle connections are closed, and what is under way is answered, or cut off where it takes too long.
 */
export type Drain = (drainMs: number) => Promise<void>;

/** To be called before a server has its first request. */
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
