import { permanent } from '@crescendo/contracts';
import { z } from 'zod';
import { slackId } from '../../edge/slack/shapes.ts';
import { requestSlack } from '../../outbound/slack/request.ts';
import { missingScopes } from './scopes.ts';

export type Grant = {
  team: string;
  /** The Grid organisation that the workspace is part of. */
  enterprise?: string | undefined;
  /** Slack's id of our app. */
  app: string;
  token: string;
  scopes: string[];
};

const DEADLINE_MS = 8_000;

/** The fields we read of `oauth.v2.access`: not names, nor who pressed the button. */
const access = z.object({
  app_id: slackId,
  access_token: z.string().min(1).max(1000),
  scope: z.string(),
  team: z.object({ id: slackId }).nullish(),
  enterprise: z.object({ id: slackId }).nullish(),
  is_enterprise_install: z.boolean().optional(),
});

/**
 * Exchanges a code for the workspace's bot token. Throws Failure: Slack's own code (`invalid_code` …), a retriable one
 * when Slack is away, `organisation-install` for a whole Enterprise organisation, `scopes-missing` when the workspace
 * allowed too few scopes. Source: docs.slack.dev/reference/methods/oauth.v2.access.
 */
export async function exchangeCode(request: {
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  code: string;
  redirectUri: string;
}): Promise<Grant> {
  const answered = await requestSlack({
    url: request.apiUrl,
    method: 'oauth.v2.access',
    args: {
      client_id: request.clientId,
      client_secret: request.clientSecret,
      code: request.code,
      redirect_uri: request.redirectUri,
    },
    // A code works once: if the answer is lost, Slack refuses a second try and the person starts over.
    repeatable: true,
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const read = access.safeParse(answered);
  if (!read.success) throw permanent('unreadable-answer', 'Slack answered in an unknown form.');
  const { team, enterprise, app_id: app, is_enterprise_install, access_token: token } = read.data;
  if (!team || is_enterprise_install)
    throw permanent('organisation-install', 'The app is installed in one workspace at a time.');
  const scopes = read.data.scope.split(',').map((scope) => scope.trim());
  if (missingScopes(scopes).length > 0)
    throw permanent('scopes-missing', 'Slack was not allowed all that the app needs.');
  return { team: team.id, enterprise: enterprise?.id, app, token, scopes };
}
