import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { answering } from '../stage/answering.ts';
import { bareProducer } from '../stage/bare-producer.ts';

/** The obvious first version: Express, the signature check, one produce per event, then the answer. */
const { SIGNING_SECRET = '', TOPIC = '' } = process.env;
const producer = await bareProducer();

const app = express();
app.post('/slack/events', express.raw({ type: () => true, limit: '1mb' }), async (request, response) => {
  const body: Buffer = request.body;
  const timestamp = request.get('x-slack-request-timestamp') ?? '';
  const given = Buffer.from(request.get('x-slack-signature') ?? '');
  const hash = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:`).update(body).digest('hex');
  const expected = Buffer.from(`v0=${hash}`);
  const fresh = Math.abs(Date.now() / 1_000 - Number(timestamp)) < 300;
  if (!fresh || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    response.status(401).end();
    return;
  }
  const { event_id, event } = JSON.parse(body.toString('utf8'));
  await producer.send({
    topic: TOPIC,
    acks: -1,
    messages: [{ key: event.user, value: body, headers: { id: event_id } }],
  });
  response.status(200).end();
});

const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  answering(async () => port);
});
