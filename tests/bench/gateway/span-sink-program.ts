import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answering } from '../stage/answering.ts';

/** A separate collector of spans: it accepts everything and keeps nothing. */
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{}');
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  answering(async () => port);
});
