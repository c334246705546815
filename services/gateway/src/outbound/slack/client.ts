import { setTimeout as sleep } from 'node:timers/promises';
import { deadline, inSpan, type ServiceContext, UNTOLD_WAIT_MS } from '@crescendo/chassis';
import { Failure, transient } from '@crescendo/contracts';
import type { z } from 'zod';
import { openBotToken, unreachable } from '../../bot-token.ts';
import { recordRefusal } from '../../leaving/relationship-changes.ts';
import { AnswerLost, judgeSlackError, RATE_LIMITED, rateLimited, refusedTokens } from './failures.ts';
import { type SlackMethod, slackMethods } from './methods.ts';
import type { RateLimits } from './rate-limits.ts';
import { requestSlack } from './request.ts';

export type SlackCall<R> = {
  service: ServiceContext;
  tenant: string;
  method: SlackMethod;
  args: Record<string, unknown>;
  /** The fields to read of the answer; the rest is dropped. */
  answer: z.ZodType<R>;
  /** The channel whose rate limit applies. */
  channel?: string;
  /**
   * Also use a token that Slack refuses, or one of a customer being erased. Then the caller must record what Slack says
   * about it.
   */
  anyToken?: boolean;
  /** Milliseconds for the whole call. Default 8 s. */
  deadlineMs?: number;
  signal?: AbortSignal;
};

/**
 * Calls Slack for a tenant, within Slack's limits. Throws a retriable Failure when the call was not made (`after` says
 * how long to wait), a permanent one with Slack's code when Slack refused it, and {@link AnswerLost} when nobody knows.
 */
export type SlackApi = { call<R>(call: SlackCall<R>): Promise<R> };

const DEADLINE_MS = 8_000;
/** If the limits need a longer wait than this, the caller gets it back, since it has other work. */
const PATIENCE_MS = 1_500;

export function createSlackApi(options: { url: string; limits: RateLimits }): SlackApi {
  const { url, limits } = options;

  async function waitForTurn(call: SlackCall<unknown>, deadlineMs: number): Promise<void> {
    const until = performance.now() + Math.min(PATIENCE_MS, deadlineMs);
    for (let ms = limits.take(call); ms > 0; ms = limits.take(call)) {
      if (call.signal?.aborted || performance.now() + ms > until) throw rateLimited(ms);
      await sleep(ms);
    }
  }

  /** Applies what a failure says about the limits or the token; resolves to the failure for the caller. */
  async function noticed(call: SlackCall<unknown>, version: number, failure: Failure | AnswerLost) {
    if (!(failure instanceof Failure)) return failure;
    const { code } = failure;
    if (code === RATE_LIMITED) limits.pause(call, failure.after ?? UNTOLD_WAIT_MS);
    if (!refusedTokens.has(code) || call.anyToken) return failure;
    const { service, tenant } = call;
    await recordRefusal(service, { tenant, version, code }).catch((error: unknown) => {
      service.log.warn(
        { err: error, tenant },
        'that Slack refuses a token could not be noted; the next call will try again',
      );
    });
    return unreachable();
  }

  async function attempt<R>(call: SlackCall<R>): Promise<R> {
    const { deadlineMs = DEADLINE_MS } = call;
    return await deadline(call.service.clock, deadlineMs).signalTo(async (time) => {
      const signal = call.signal ? AbortSignal.any([call.signal, time]) : time;
      await waitForTurn(call, deadlineMs);
      return await makeCall(call, signal);
    });
  }

  async function makeCall<R>(call: SlackCall<R>, signal: AbortSignal): Promise<R> {
    const { service, tenant, method, args, answer } = call;
    const { repeatable } = slackMethods[method];
    const { token, version } = await openBotToken(service, tenant, call);
    if (signal.aborted) throw transient('too-late-to-send', 'The time for the call was over before it was made.');
    let answered: unknown;
    try {
      answered = await requestSlack({ url, token, method, args, repeatable, signal });
    } catch (error) {
      throw await noticed(call, version, judgeSlackError(error, { repeatable }));
    }
    const read = answer.safeParse(answered);
    if (!read.success) throw judgeSlackError(new AnswerLost(), { repeatable });
    return read.data;
  }

  return {
    call: (call) =>
      inSpan(
        { name: `Slack ${call.method}`, kind: 'client', attributes: { 'server.address': new URL(url).hostname } },
        () => attempt(call),
      ),
  };
}
