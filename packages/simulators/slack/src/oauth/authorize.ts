import type { SimulatedSlack } from '../slack.ts';
import { isActiveHuman } from '../state/find.ts';
import { giveCode } from '../state/grants.ts';
import type { Person, Workspace } from '../state/state.ts';

/** An app's request when it sends somebody to Slack. */
export interface AuthorizeRequest {
  clientId: string;
  scopes: string[];
  state: string;
  redirectUri: string;
  redirectUriWasSent: boolean;
}

/** The bot scopes that this Slack knows. */
const KNOWN_SCOPES = new Set([
  'chat:write',
  'commands',
  'im:history',
  'im:write',
  'team:read',
  'users:read',
  'users:read.email',
]);

/** Reads an authorisation request; a string is Slack's objection, for its page. */
export function readAuthorizeRequest(slack: SimulatedSlack, query: URLSearchParams): AuthorizeRequest | string {
  if (query.get('client_id') !== slack.settings.clientId) return 'invalid_client_id';
  const scopes = (query.get('scope') ?? '').split(/[ ,]+/).filter(Boolean);
  if (scopes.length === 0) return 'no_scopes';
  if (scopes.some((scope) => !KNOWN_SCOPES.has(scope))) return 'invalid_scope';
  const sent = query.get('redirect_uri');
  if (sent !== null && !isOfTheApp(slack, sent)) return 'bad_redirect_uri';
  return {
    clientId: slack.settings.clientId,
    scopes,
    state: query.get('state') ?? '',
    redirectUri: sent ?? `${slack.settings.appUrl}/slack/oauth/callback`,
    redirectUriWasSent: sent !== null,
  };
}

/** An app registers an address at Slack; its redirect address must be that one or lie below it. */
function isOfTheApp(slack: SimulatedSlack, address: string): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(slack.settings.appUrl).origin;
}

/** Who may install an app: a member, but no guest, no bot and nobody who has left. */
export function mayInstall(person: Person): boolean {
  return isActiveHuman(person) && ['owner', 'admin', 'member'].includes(person.kind);
}

/** The browser's next address after Allow, with a new code and the app's state. */
export function allow(
  slack: SimulatedSlack,
  asked: AuthorizeRequest,
  by: { workspace: Workspace; person: Person },
): string {
  const { scopes, redirectUri, redirectUriWasSent } = asked;
  const code = giveCode(slack, {
    teamId: by.workspace.id,
    userId: by.person.id,
    scopes,
    redirectUri,
    redirectUriWasSent,
  });
  return withQuery(redirectUri, { code, state: asked.state });
}

export function deny(asked: AuthorizeRequest): string {
  return withQuery(asked.redirectUri, { error: 'access_denied', state: asked.state });
}

function withQuery(address: string, query: Record<string, string>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.toString();
}
