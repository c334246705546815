import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { context, propagation, trace } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { activeTraceparent, inSpan, inSpanOfWork, startTracing, workIsDone } from './tracing.ts';

// Test files share a process, and tracing is global.
afterEach(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});

/** Names of the spans that `work` exports, each after the name of its parent. */
async function exported(work: () => Promise<unknown>): Promise<string[]> {
  type Sent = { id: string; name: string; parentId?: string };
  const spans: Sent[] = [];
  const collector = createServer(async (request, response) => {
    spans.push(...((await json(request)) as Sent[]));
    response.writeHead(202).end();
  });
  await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening));
  const { port } = collector.address() as AddressInfo; // a TCP server that listens has one
  const stop = startTracing('test', { exporter: 'zipkin', endpoint: `http://127.0.0.1:${port}/api/v2/spans` });
  await work();
  await stop();
  await new Promise((closed) => collector.close(closed));
  const nameOf = (id: string | undefined) => spans.find((span) => span.id === id)?.name;
  return spans.map(({ name, parentId }) => [nameOf(parentId), name].filter(Boolean).join(' > ')).toSorted();
}

const job = (work: () => Promise<unknown>) => inSpanOfWork('job look', work);

test('a job that finds nothing to do leaves no span, and others are told as ever', async () => {
  const spans = await exported(async () => {
    for (let run = 0; run < 20; run++) await job(async () => undefined);
    await job(async () => false);
    await inSpan({ name: 'POST /slack/interactions', kind: 'server' }, async () => undefined);
  });
  expect(spans).toEqual(['POST /slack/interactions']);
});

test.each([
  [
    'calls somebody',
    () => inSpan({ name: 'Slack auth.test', kind: 'client' }, async () => {}),
    'job look > Slack auth.test',
  ],
  ['commits something', async () => workIsDone()],
  ['says that more is due', async () => true],
])('a job that %s is told of, with what happens in it', async (_what, work, ...within) => {
  expect(await exported(() => job(work))).toEqual(['job look', ...within].filter(Boolean));
});

test('a job that fails is told of', async () => {
  const failing = () =>
    job(async () => {
      throw new Error('nobody foresaw this');
    }).catch(() => undefined); // the test looks at the failure in its span
  expect(await exported(failing)).toEqual(['job look']);
});

test('what a job begins in a trace of its own keeps that trace', async () => {
  let parent: string | undefined;
  const spans = await exported(async () => {
    await inSpan({ name: 'click', kind: 'server' }, async () => {
      parent = activeTraceparent();
    });
    await job(() => inSpan({ name: 'effect send-message', kind: 'client', parent }, async () => undefined));
  });
  expect(spans).toEqual(['click', 'click > effect send-message', 'job look']);
});
