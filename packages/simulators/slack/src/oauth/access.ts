import { SlackError } from '../api/method.ts';
import { APP_ID } from '../app.ts';
import type { SimulatedSlack } from '../slack.ts';
import { findWorkspace } from '../state/find.ts';
import { findGoodCode, useCode } from '../state/grants.ts';
import { install } from '../state/installations.ts';
import type { Grant } from '../state/state.ts';

export interface AccessRequest {
  clientId: string | undefined;
  clientSecret: string | undefined;
  code: string | undefined;
  redirectUri: string | undefined;
}

/**
 * Exchanges a code for the bot token and so installs the app. A code works once; `redirect_uri` must be the
 * authorisation's, if that had one. https://docs.slack.dev/reference/methods/oauth.v2.access
 */
export function oauthAccess(slack: SimulatedSlack, request: AccessRequest): Record<string, unknown> {
  if (request.clientId !== slack.settings.clientId) throw new SlackError('invalid_client_id');
  if (request.clientSecret !== slack.settings.clientSecret) throw new SlackError('bad_client_secret');
  const grant = findGoodCode(slack, request.code ?? '');
  const workspace = grant && findWorkspace(slack, grant.teamId);
  if (!grant || !workspace) throw new SlackError('invalid_code');
  if (!redirectUriFits(grant, request.redirectUri)) throw new SlackError('bad_redirect_uri');
  useCode(slack, grant);
  const installation = install(slack, workspace, grant);
  return {
    app_id: APP_ID,
    authed_user: { id: grant.userId },
    scope: installation.scopes.join(','),
    token_type: 'bot',
    access_token: installation.token,
    bot_user_id: installation.botUserId,
    team: { id: workspace.id, name: workspace.name },
    enterprise: workspace.enterprise ?? null,
    is_enterprise_install: false,
  };
}

function redirectUriFits(grant: Grant, given: string | undefined): boolean {
  if (given === undefined) return !grant.redirectUriWasSent;
  return given === grant.redirectUri;
}
