import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Response } from 'express';

/** A request the app got, with its body as the raw text. */
export interface Received {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface AppUnderTest {
  url: string;
  received: Received[];
  /** The app's answer: 200 without a body, unless a test says otherwise. */
  answer: (request: Received, response: Response) => void;
  /** Resolves once the app has received this many requests at this path. */
  got(path: string, count: number): Promise<Received[]>;
  stop(): Promise<void>;
}

/** A tiny app in the place of Crescendo's gateway. */
export async function startAppUnderTest(): Promise<AppUnderTest> {
  const server = express();
  const waiting = new Set<() => void>();
  server.use(express.text({ type: () => true }), (request, response) => {
    const received = { path: request.path, headers: request.headers, body: String(request.body ?? '') };
    app.received.push(received);
    for (const check of waiting) check();
    app.answer(received, response);
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const app: AppUnderTest = {
    url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    received: [],
    answer: (_request, response) => {
      response.end();
    },
    got: (path, count) =>
      new Promise((resolve) => {
        const check = () => {
          const found = app.received.filter((each) => each.path === path);
          if (found.length < count) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
    async stop() {
      listening.closeAllConnections();
      listening.close();
      await once(listening, 'close');
    },
  };
  return app;
}

/** The payload of an interaction, or the body of an event. */
export function payloadOf({ path, body }: Received): Record<string, unknown> {
  return JSON.parse(path.endsWith('/events') ? body : (new URLSearchParams(body).get('payload') ?? '{}'));
}
