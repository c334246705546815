import { answering } from '../stage/answering.ts';
import { sendLoad } from '../stage/load.ts';
import { quantile } from '../statistics.ts';
import { type SlackTarget, signedRequests } from './slack-event.ts';

/** Plays Slack in a separate process, so that signing and waiting take no time from the server. */
export type LoadAsked = { target: SlackTarget; port: number; count: number; connections: number; rate?: number };
export type LoadFound = { perSecond: number; p50: number; p99: number };

answering<LoadAsked>(async ({ target, count, ...load }): Promise<LoadFound> => {
  const { seconds, latencies, statuses } = await sendLoad({ ...load, requests: signedRequests(target, count) });
  const { 200: taken = 0, 503: refused = 0 } = statuses; // refused: neither broker nor outbox took it in time
  if (taken + refused !== count) throw new Error(`unforeseen answers: ${JSON.stringify(statuses)}`);
  return { perSecond: taken / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
});
