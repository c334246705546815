import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A network that tests can break: it forwards TCP connections from one port of this machine to another. */
export type TcpProxy = {
  /** Ends every connection as if a cable were cut: both sides see a reset. New connections work. */
  cut(): void;
  /** Forwards nothing in either direction until `flow`; what is sent meanwhile arrives then. */
  stall(): void;
  flow(): void;
  close(): Promise<void>;
};

export async function startProxy(ports: { port: number; target: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let stalled = false;

  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: ports.target });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      // The last bytes before one side closed must arrive, unless the connection was cut.
      for (const socket of pair) if (!socket.destroyed) socket.destroySoon();
    };
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.setNoDelay(true);
      from.on('data', (bytes) => {
        if (!to.write(bytes)) from.pause();
      });
      to.on('drain', () => {
        if (!stalled) from.resume();
      });
      from.on('error', end); // resets are normal for a proxy: `end` tells the other side
      from.on('close', end);
      if (stalled) from.pause();
    }
  });
  server.listen(ports.port, '127.0.0.1');
  await once(server, 'listening');

  const sockets = () => [...pairs].flat();
  const cut = () => {
    for (const socket of sockets()) socket.resetAndDestroy();
    pairs.clear();
  };
  return {
    cut,
    stall() {
      stalled = true;
      for (const socket of sockets()) socket.pause();
    },
    flow() {
      stalled = false;
      for (const socket of sockets()) socket.resume();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}
