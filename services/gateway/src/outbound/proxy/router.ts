import { type ServiceContext, sendProblem } from '@crescendo/chassis';
import { Failure, permanent, type ServiceName } from '@crescendo/contracts';
import express, { type Request, type Response, type Router } from 'express';
import type { Workspaces } from '../../workspaces.ts';
import type { SlackApi } from '../slack/client.ts';
import { AnswerLost, RATE_LIMITED } from '../slack/failures.ts';
import { findProxied } from './methods.ts';

/** The services that may call Slack through us. */
const callers: readonly ServiceName[] = ['ingestion'];

type Proxy = { service: ServiceContext; slack: SlackApi; workspaces: Pick<Workspaces, 'homeOf'> };

/** Calls Slack for a service, and returns the allowed part of the answer. Throws a Failure, or `AnswerLost`. */
async function ask(
  { service, slack, workspaces }: Proxy,
  request: Request,
  tenant: string,
): Promise<Record<string, unknown>> {
  const method = findProxied(String(request.params.method));
  if (!method) throw permanent('unknown_method', 'The method is not among those that may be called.');
  const args = method.args.safeParse(request.body ?? {});
  if (!args.success) throw permanent('invalid_arguments', 'The arguments are not among those that may be given.');
  const home = await workspaces.homeOf(service, tenant);
  return await slack.call({ service, tenant, method: method.name, args: args.data, answer: method.answer(home) });
}

/** A failure in Slack's own words, so that its client library understands it. */
function sendFailure(response: Response, error: unknown): void {
  if (!(error instanceof Failure || error instanceof AnswerLost)) throw error;
  if (error instanceof AnswerLost) sendProblem(response, { status: 503, code: 'slack-unavailable' });
  else if (error.code === RATE_LIMITED) sendTooMany(response, error.after);
  else if (error.retry) sendProblem(response, { status: 503, code: error.code });
  else response.json({ ok: false, error: error.code });
}

function sendTooMany(response: Response, after = 1_000): void {
  const seconds = Math.max(1, Math.ceil(after / 1_000));
  response.status(429).set('Retry-After', String(seconds)).json({ ok: false, error: 'ratelimited' });
}

/**
 * Slack's Web API for services that hold no token: `POST /internal/slack/api/:method`, with a service token as bearer.
 * It speaks Slack's protocol (forms in; `ok`, cursors and `Retry-After` out), so `@slack/web-api` works with it. It
 * allows only some methods and arguments, and strips names and pictures from the answers.
 */
export function slackProxy(proxy: Proxy): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '16kb' });
  router.post('/internal/slack/api/:method', form, async (request, response) => {
    const caller = await proxy.service.tokens.verify(request.get('authorization'));
    if (!callers.includes(caller.service)) throw permanent('forbidden', 'This service may not ask Slack.');
    try {
      response.json({ ok: true, ...(await ask(proxy, request, caller.tenant)) });
    } catch (error) {
      sendFailure(response, error);
    }
  });
  return router;
}
