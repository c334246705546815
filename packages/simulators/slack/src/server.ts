import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { apiRouter } from './api/router.ts';
import { systemClock } from './clock.ts';
import { controlRouter } from './control/router.ts';
import { responseUrlRouter } from './deliveries/response-url-route.ts';
import type { SlackSimulatorOptions } from './options.ts';
import { SimulatedSlack } from './slack.ts';
import { StateFile } from './state/file.ts';
import { emptyState } from './state/state.ts';
import { TracePage } from './trace-page.ts';
import { webRouter } from './web/router.ts';

const SLACK_RETRY_DELAYS_MS = [0, 60_000, 300_000];
const SLACK_ANSWER_TIMEOUT_MS = 3_000;

export interface RunningSlackSimulator {
  /** Its own address; the Web API is below `/api/`, the Control API below `/sim/`. */
  url: string;
  slack: SimulatedSlack;
  /** Ends every connection, saves the state, and resolves. */
  stop(): Promise<void>;
}

/** Starts a simulated Slack for one app under test, and resolves once it listens. */
export async function startSlackSimulator(options: SlackSimulatorOptions): Promise<RunningSlackSimulator> {
  const app = express();
  const server = createServer(app);
  const host = options.host ?? '127.0.0.1';
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const url = `http://${host === '0.0.0.0' ? 'localhost' : host}:${(server.address() as AddressInfo).port}`;
  const slack = newSlack(options, url);
  app.disable('x-powered-by');
  app.get('/livez', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.use('/api', apiRouter(slack));
  app.use('/hooks', responseUrlRouter(slack));
  app.use('/sim', controlRouter(slack));
  app.use(webRouter(slack));
  slack.events.resume();
  return { url, slack, stop: () => stop(server, slack) };
}

function newSlack(options: SlackSimulatorOptions, publicUrl: string): SimulatedSlack {
  const file = options.stateFile ? new StateFile(options.stateFile) : undefined;
  return new SimulatedSlack({
    file,
    clock: options.clock ?? systemClock,
    state: file?.read() ?? emptyState(),
    traces: options.tracesUrl === undefined ? undefined : new TracePage(options.tracesUrl),
    settings: {
      publicUrl,
      appUrl: options.appUrl.replace(/\/$/, ''),
      signingSecret: options.signingSecret,
      clientId: options.clientId,
      clientSecret: options.clientSecret,
      limits: options.limits ?? 'real',
      retryDelaysMs: options.retryDelaysMs ?? SLACK_RETRY_DELAYS_MS,
      answerTimeoutMs: options.answerTimeoutMs ?? SLACK_ANSWER_TIMEOUT_MS,
    },
  });
}

async function stop(server: Server, slack: SimulatedSlack): Promise<void> {
  slack.events.stop();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  slack.keep();
}
