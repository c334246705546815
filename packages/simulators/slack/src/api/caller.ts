import type { SimulatedSlack } from '../slack.ts';
import { findWorkspace } from '../state/find.ts';
import { findToken } from '../state/installations.ts';
import { type Caller, SlackError } from './method.ts';

/**
 * Finds the caller by their token, or refuses as Slack does: `account_inactive` for a removed app's token,
 * `token_revoked` for a revoked one.
 */
export function authenticate(slack: SimulatedSlack, value: string | undefined): Caller {
  if (!value) throw new SlackError('not_authed');
  const token = findToken(slack, value);
  if (token?.status === 'revoked') throw new SlackError('token_revoked');
  if (token?.status === 'uninstalled') throw new SlackError('account_inactive');
  const workspace = token && findWorkspace(slack, token.teamId);
  const installation = workspace?.installation;
  if (!workspace || installation?.token !== value) throw new SlackError('invalid_auth');
  return { slack, workspace, installation };
}

export function requireScope(caller: Caller, scope: string | undefined): void {
  const { scopes } = caller.installation;
  if (!scope || scopes.includes(scope)) return;
  throw new SlackError('missing_scope', { needed: scope, provided: scopes.join(',') });
}
