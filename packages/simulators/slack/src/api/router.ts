import { setTimeout as wait } from 'node:timers/promises';
import express, { type Request, type Response, type Router } from 'express';
import { oauthAccess } from '../oauth/access.ts';
import type { SimulatedSlack } from '../slack.ts';
import { findToken } from '../state/installations.ts';
import { authenticate, requireScope } from './caller.ts';
import { loseAnswer } from './lost-answer.ts';
import { SlackError } from './method.ts';
import { findMethod } from './methods.ts';
import { RateLimits } from './rate-limits.ts';
import { type ApiRequest, readApiRequest } from './request.ts';

/** The value of `Retry-After` when a rate limit refuses a call; null: no such header. */
type RetryAfter = number | string | null;

/** The response: its body and, when a rate limit refused the call, when to try again. */
interface Answer {
  body: Record<string, unknown>;
  retryAfterSeconds?: RetryAfter;
  teamId: string | undefined;
}

/** The Web API under `/api/`: Slack's answers, limits and refusals, under the conditions in force. */
export function apiRouter(slack: SimulatedSlack): Router {
  const router = express.Router();
  const limits = new RateLimits(slack.clock, slack.settings.limits);
  router.all('/:method', express.raw({ type: () => true, limit: '1mb' }), async (request, response) => {
    const method = String(request.params.method);
    const late = slack.conditions.take('late', { method, teamId: teamOf(slack, request) });
    if (late) await wait(late.milliseconds);
    const answer = answerTo(slack, limits, method, request);
    // A call that the limits refuse has done nothing, so its answer is never late or lost.
    if (answer.retryAfterSeconds !== undefined) return send(response, answer);
    const slow = slack.conditions.take('slow', { method, teamId: answer.teamId });
    if (slow) await wait(slow.milliseconds);
    const losing = slack.conditions.take('lose-answers', { method, teamId: answer.teamId });
    if (losing) loseAnswer(response, answer.body, losing.how);
    else send(response, answer);
  });
  return router;
}

/** The workspace of the request's token, whether the token works or not. */
function teamOf(slack: SimulatedSlack, request: Request): string | undefined {
  try {
    return findToken(slack, readApiRequest(request).token ?? '')?.teamId;
  } catch (error) {
    if (error instanceof SlackError) return undefined;
    throw error;
  }
}

function send(response: Response, answer: Answer): void {
  const { retryAfterSeconds } = answer;
  if (retryAfterSeconds !== undefined) response.status(429);
  if (retryAfterSeconds != null) response.set('Retry-After', String(retryAfterSeconds));
  response.json(answer.body);
}

function answerTo(slack: SimulatedSlack, limits: RateLimits, method: string, request: Request): Answer {
  let teamId: string | undefined;
  try {
    const read = readApiRequest(request);
    if (method === 'oauth.v2.access') return { teamId, body: { ok: true, ...exchangeCode(slack, request, read) } };
    const known = findMethod(method);
    if (!known) throw new SlackError('unknown_method', { req_method: method });
    const caller = authenticate(slack, read.token);
    teamId = caller.workspace.id;
    const failing = slack.conditions.take('fail', { method, teamId });
    if (failing) throw new SlackError(failing.error);
    const limited = slack.conditions.take('rate-limit', { method, teamId });
    if (limited) return tooManyCalls(teamId, limited.retryAfterSeconds);
    requireScope(caller, known.scope);
    const call = known.prepare(read.arguments, caller);
    const waitSeconds = limits.check({ ...call, teamId, method, tier: known.tier });
    if (waitSeconds > 0) return tooManyCalls(teamId, waitSeconds);
    return { teamId, body: { ok: true, ...call.run() } };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { teamId, body: { ok: false, error: error.code, ...error.details } };
  }
}

function tooManyCalls(teamId: string, retryAfterSeconds: RetryAfter): Answer {
  return { teamId, retryAfterSeconds, body: { ok: false, error: 'ratelimited' } };
}

/** The client's id and secret come in HTTP Basic or in the form. */
function exchangeCode(slack: SimulatedSlack, request: Request, read: ApiRequest): Record<string, unknown> {
  const basic = /^Basic (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const [basicId, basicSecret] = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':') : [];
  const given = (name: string) => {
    const value = read.arguments[name];
    return typeof value === 'string' ? value : undefined;
  };
  return oauthAccess(slack, {
    clientId: basicId ?? given('client_id'),
    clientSecret: basicSecret ?? given('client_secret'),
    code: given('code'),
    redirectUri: given('redirect_uri'),
  });
}
