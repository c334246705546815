import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { setStage } from './testing/stage.ts';

/** A Zipkin that answers until a test stops it. */
async function zipkin() {
  const state = { up: true };
  const server = createServer((_request, response) => void response.writeHead(state.up ? 200 : 503).end());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return Object.assign(state, { url: `http://127.0.0.1:${port}` });
}

async function played(tracesUrl?: string) {
  const stage = await setStage({ limits: 'wide', ...(tracesUrl && { tracesUrl }) });
  onTestFinished(() => stage.stop());
  await stage.install();
  const person = stage.workspace.people[1]?.id ?? '';
  await stage.client.as(stage.workspace.id, person).openHome();
  return {
    ...stage,
    links: async () => {
      const parts = await fetch(`${stage.simulator.url}/client/${stage.workspace.id}/${person}/parts`);
      const { conditions } = (await parts.json()) as { conditions: string };
      return [...conditions.matchAll(/href="([^"]+)"[^>]*data-testid="trace"/g)].map(([, href]) => href);
    },
  };
}

test('each delivery begins a trace and links to it, a replay one of its own', async () => {
  const { url } = await zipkin();
  const { app, client, links } = await played(url);
  const [first] = await client.deliveries();
  await client.replay(first?.id ?? '');
  const traces = (await app.got('/slack/events', 2)).map(({ headers }) => String(headers.traceparent));
  for (const traceparent of traces) expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(await links()).toEqual(traces.map((each) => `${url}/zipkin/traces/${each.slice(3, 35)}`).toReversed());
  expect(new Set(traces).size).toBe(2);
});

test('while the page for traces does not answer no link leads there', async () => {
  const page = await zipkin();
  page.up = false;
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { links } = await played(page.url);
  expect(await links()).toEqual([]);
  page.up = true;
  vi.advanceTimersByTime(5_001);
  expect(await links()).toHaveLength(1);
});

test('where nobody looks at traces the app is called as Slack calls it: without that header', async () => {
  const { app, links } = await played();
  const [event] = await app.got('/slack/events', 1);
  expect(event?.headers).not.toHaveProperty('traceparent');
  expect(await links()).toEqual([]);
});
