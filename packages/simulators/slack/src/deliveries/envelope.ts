import { APP_ID } from '../app.ts';
import type { SimulatedSlack } from '../slack.ts';
import type { Installation, Workspace } from '../state/state.ts';
import { verificationToken } from './verification-token.ts';

export type SlackEvent = { type: string } & Record<string, unknown>;

/**
 * The envelope of the Events API. `installation` is separate, because an app that was just removed still gets the event
 * about it.
 */
export function envelope(
  slack: SimulatedSlack,
  about: { workspace: Workspace; installation: Installation | undefined; event: SlackEvent; eventId: string },
): Record<string, unknown> {
  const { workspace, installation } = about;
  const enterpriseId = workspace.enterprise?.id ?? null;
  return {
    token: verificationToken(slack.settings.signingSecret),
    ...(enterpriseId && { enterprise_id: enterpriseId }),
    team_id: workspace.id,
    context_team_id: workspace.id,
    context_enterprise_id: enterpriseId,
    api_app_id: APP_ID,
    event: about.event,
    type: 'event_callback',
    event_id: about.eventId,
    event_time: Math.floor(slack.clock.now() / 1000),
    authorizations: installation
      ? [
          {
            enterprise_id: enterpriseId,
            team_id: workspace.id,
            user_id: installation.botUserId,
            is_bot: true,
            is_enterprise_install: false,
          },
        ]
      : [],
    is_ext_shared_channel: false,
    event_context: `4-${Buffer.from(about.eventId).toString('base64url')}`,
  };
}
