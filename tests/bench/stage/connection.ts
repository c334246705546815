import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * A kept-alive HTTP/1.1 connection: sends one prepared request after another, and reads each answer only to its end.
 */
export type Connection = {
  /** Resolves to the status. Throws if the connection ends before the answer. */
  send(request: Buffer): Promise<number>;
  close(): void;
};

/** Costs a tenth of a client library, so that benchmarks measure the server and not the client. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let received = '';
  let waiting: PromiseWithResolvers<number> | undefined;
  socket.setEncoding('latin1').on('data', (bytes) => {
    received += bytes;
    const status = statusOfWhole(received);
    if (status === undefined) return;
    received = '';
    waiting?.resolve(status);
  });
  const ended = (cause?: Error) => waiting?.reject(new Error('the connection ended before the answer', { cause }));
  socket.on('error', ended).on('close', () => ended());
  return {
    send(request) {
      waiting = Promise.withResolvers<number>();
      socket.write(request);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}

/** The status of an answer that has arrived completely, by its length or its last chunk; undefined until then. */
export function statusOfWhole(received: string): number | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = received.slice(0, headEnd).toLowerCase();
  const body = received.slice(headEnd + 4);
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  const whole = length === undefined ? body.endsWith('0\r\n\r\n') : body.length >= Number(length);
  return whole ? Number(head.slice(9, 12)) : undefined;
}
