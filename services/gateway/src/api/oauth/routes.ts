import type { ServiceContext } from '@crescendo/chassis';
import { Failure, permanent } from '@crescendo/contracts';
import express, { type Request, type Response, type Router } from 'express';
import { prepareKeys } from '../../keys-ahead.ts';
import type { GatewaySettings } from '../../settings.ts';
import type { Workspaces } from '../../workspaces.ts';
import { sendInstalledPage } from '../pages/installed.ts';
import { sendNotInstalled } from '../pages/not-installed.ts';
import { ATTEMPT_SECONDS, beginAttempt, endAttempt } from './attempts.ts';
import { type InstalledIn, installCookie, installedCookie, readInstallCookie, readInstalledCookie } from './cookie.ts';
import { exchangeCode, type Grant } from './exchange.ts';
import { keepInstallation } from './keep-installation.ts';
import { botScopes } from './scopes.ts';

export type OAuth = { service: ServiceContext; settings: GatewaySettings; workspaces: Workspaces };

const redirectUri = ({ settings }: OAuth): string => new URL('/slack/oauth/callback', settings.PUBLIC_URL).href;

/** A query parameter, if given exactly once. */
function parameter(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** `GET /slack/install`: sends the browser to Slack, with a state that only this browser can bring back. */
async function begin(oauth: OAuth, response: Response): Promise<void> {
  const { settings, service } = oauth;
  const { state, browser } = await beginAttempt(service);
  const authorize = new URL(settings.SLACK_AUTHORIZE_URL);
  authorize.searchParams.set('client_id', settings.SLACK_CLIENT_ID);
  authorize.searchParams.set('scope', Object.keys(botScopes).join(','));
  authorize.searchParams.set('redirect_uri', redirectUri(oauth));
  authorize.searchParams.set('state', state);
  response
    .set('Set-Cookie', installCookie(browser, { publicUrl: settings.PUBLIC_URL, seconds: ATTEMPT_SECONDS }))
    .set('Cache-Control', 'no-store')
    .redirect(302, authorize.href);
}

/** Finishes an installation that Slack sends back. Throws a Failure whose code the page explains. */
async function finish(oauth: OAuth, request: Request): Promise<Grant> {
  const { settings, service, workspaces } = oauth;
  const at = service.clock.now();
  const verdict = await endAttempt(service, {
    state: parameter(request, 'state'),
    browser: readInstallCookie(request.get('cookie')),
  });
  if (verdict !== 'ok') throw permanent(verdict, 'The installation was not begun here, or is over.');
  const code = parameter(request, 'code');
  if (!code) throw permanent('install-denied', 'The installation was not allowed in Slack.');
  const grant = await exchangeCode({
    apiUrl: settings.SLACK_API_URL,
    clientId: settings.SLACK_CLIENT_ID,
    clientSecret: settings.SLACK_CLIENT_SECRET,
    code,
    redirectUri: redirectUri(oauth),
  });
  const { team, enterprise } = grant;
  const hashes = { teamHash: workspaces.hash(team), enterpriseHash: enterprise && workspaces.hash(enterprise) };
  const tenant = await keepInstallation(service, { ...grant, ...hashes }, at);
  // The first click may come at once. If this fails, the click itself asks for the keys.
  await prepareKeys(service, [tenant]).catch((error: unknown) => {
    service.log.warn({ err: error, tenant }, 'the keys of a new workspace are not ready');
  });
  return grant;
}

/** Slack's own link to an app in a workspace. Source: docs.slack.dev/interactivity/deep-linking. */
function openInSlack(settings: GatewaySettings, { app, team }: InstalledIn): string {
  const open = new URL('/app_redirect', settings.SLACK_AUTHORIZE_URL);
  open.searchParams.set('app', app);
  open.searchParams.set('team', team);
  return open.href;
}

const INSTALLED_PATH = '/slack/installed';
/** How long the page links to the workspace. */
const INSTALLED_SECONDS = 3_600;

/**
 * `GET /slack/oauth/callback`: finishes the installation and redirects to a page that can be reloaded, since this
 * address works only once. Later visits here are redirected too.
 */
async function end(oauth: OAuth, request: Request, response: Response): Promise<void> {
  const { service, settings } = oauth;
  const { PUBLIC_URL: publicUrl } = settings;
  const over = installCookie('', { publicUrl, seconds: 0 });
  try {
    const where = await finish(oauth, request);
    response.set('Set-Cookie', [over, installedCookie(where, { publicUrl, seconds: INSTALLED_SECONDS })]);
    response.set('Cache-Control', 'no-store').redirect(303, INSTALLED_PATH);
  } catch (error) {
    const problem = error instanceof Failure ? error : { code: 'unexpected', retry: true };
    service.metrics.refused.inc({ code: problem.code });
    if (problem.retry) service.log.error({ err: error }, 'an installation could not be finished');
    const wasDone = problem.code === 'state-unknown' && readInstalledCookie(request.get('cookie'));
    if (wasDone) response.set('Cache-Control', 'no-store').redirect(303, INSTALLED_PATH);
    else sendNotInstalled(request, response.set('Set-Cookie', over), problem);
  }
}

/** `GET /slack/installed`: says that the app is installed, with a link for the browser that installed it. */
function installed({ settings }: OAuth, request: Request, response: Response): void {
  const where = readInstalledCookie(request.get('cookie'));
  sendInstalledPage(response, where && openInSlack(settings, where));
}

/** How a workspace comes in: docs.slack.dev/authentication/installing-with-oauth. */
export function oauthRouter(oauth: OAuth): Router {
  const router = express.Router();
  router.get('/slack/install', (_request, response) => begin(oauth, response));
  router.get('/slack/oauth/callback', (request, response) => end(oauth, request, response));
  router.get(INSTALLED_PATH, (request, response) => installed(oauth, request, response));
  return router;
}
