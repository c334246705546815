import type { SimulatedSlack } from '../slack.ts';
import type { DeliveryFailure, DeliveryPath } from './log.ts';
import { newTrace } from './new-trace.ts';
import { sign } from './signature.ts';

export interface Outgoing {
  path: DeliveryPath;
  what: string;
  teamId: string;
  eventId?: string;
  body: string;
  contentType: 'application/json' | 'application/x-www-form-urlencoded';
  retry?: { num: number; reason: string };
}

/** The app's answer; `failure` is set unless it was a 2xx in time. */
export interface Delivered {
  status?: number;
  failure?: DeliveryFailure;
  latencyMs: number;
  contentType: string;
  body: string;
  headers: Record<string, string>;
}

/** Signs a request, sends it to the app, and records the outcome. Never throws. */
export async function deliver(slack: SimulatedSlack, outgoing: Outgoing): Promise<Delivered> {
  const timestamp = String(Math.floor(slack.clock.real() / 1000));
  const headers = {
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    accept: '*/*',
    'content-type': outgoing.contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': sign(slack.settings.signingSecret, timestamp, outgoing.body),
    ...(outgoing.retry
      ? { 'x-slack-retry-num': String(outgoing.retry.num), 'x-slack-retry-reason': outgoing.retry.reason }
      : {}),
  };
  return post(slack, { ...outgoing, headers });
}

/** Sends exactly these headers and bytes to the app, and records the outcome. Never throws. */
export async function post(
  slack: SimulatedSlack,
  outgoing: Omit<Outgoing, 'contentType'> & { headers: Record<string, string> },
): Promise<Delivered> {
  const startedAt = performance.now();
  // Slack sends no such header: we add it only where somebody can look at the trace.
  const trace = slack.traces && newTrace();
  const delivered = slack.conditions.take('drop-deliveries', { teamId: outgoing.teamId })
    ? nothing('connection_failed')
    : await request(slack, { ...outgoing, ...(trace && { traceparent: trace.traceparent }) });
  const latencyMs = Math.round(performance.now() - startedAt);
  slack.deliveries.add({
    id: slack.deliveries.nextId(),
    at: slack.clock.now(),
    path: outgoing.path,
    what: outgoing.what,
    teamId: outgoing.teamId,
    latencyMs,
    request: { headers: outgoing.headers, body: outgoing.body },
    ...(trace ? { traceId: trace.traceId } : {}),
    ...(outgoing.eventId ? { eventId: outgoing.eventId } : {}),
    ...(outgoing.retry ? { retryNum: outgoing.retry.num } : {}),
    ...(delivered.status === undefined ? {} : { status: delivered.status }),
    ...(delivered.failure ? { failure: delivered.failure } : {}),
  });
  return { ...delivered, latencyMs };
}

async function request(
  slack: SimulatedSlack,
  outgoing: { path: DeliveryPath; headers: Record<string, string>; body: string; traceparent?: string },
): Promise<Delivered> {
  const { appUrl, answerTimeoutMs } = slack.settings;
  const { traceparent } = outgoing;
  try {
    const response = await fetch(`${appUrl}/slack/${outgoing.path}`, {
      method: 'POST',
      headers: { ...outgoing.headers, ...(traceparent && { traceparent }) },
      body: outgoing.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const body = await response.text();
    return {
      status: response.status,
      latencyMs: 0,
      contentType: response.headers.get('content-type') ?? '',
      body,
      headers: Object.fromEntries(response.headers),
      ...(response.ok ? {} : { failure: 'http_error' }),
    };
  } catch (error) {
    return nothing(error instanceof Error && error.name === 'TimeoutError' ? 'http_timeout' : 'connection_failed');
  }
}

function nothing(failure: DeliveryFailure): Delivered {
  return { failure, latencyMs: 0, contentType: '', body: '', headers: {} };
}
