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

/** What `Retry-After` says of a refusal by rate; null: nothing. */
type RetryAfter = number | string | null;

/** What goes back: the body, and for a refusal by rate when to come again. */
interface Answer {
  body: Record<string, unknown>;
  retryAfterSeconds?: RetryAfter;
  teamId: string | undefined;
}

/** The Web API under `/api/`: Slack's answers, limits and refusals, and whatever is wrong with it right now. */
export function apiRouter(slack: SimulatedSlack): Router {
  const router = express.Router();
  const limits = new RateLimits(slack.clock, slack.settings.limits);
  router.all('/:method', express.raw({ type: () => true, limit: '1mb' }), async (request, response) => {
    const method = String(request.params.method);
    const late = slack.conditions.take('late', { method, teamId: teamOf(slack, request) });
    if (late) await wait(late.milliseconds);
    const answer = answerTo(slack, limits, method, request);
    // What the limits turn away is turned away at the door: nothing is done whose answer could be late or lost.
    if (answer.retryAfterSeconds !== undefined) return send(response, answer);
    const slow = slack.conditions.take('slow', { method, teamId: answer.teamId });
    if (slow) await wait(slow.milliseconds);
    const losing = slack.conditions.take('lose-answers', { method, teamId: answer.teamId });
    if (losing) loseAnswer(response, answer.body, losing.how);
    else send(response, answer);
  });
  return router;
}

/** The workspace whose token came along, whether the token works or not. */
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

/** The client's id and secret come by HTTP Basic or in the form. */
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
