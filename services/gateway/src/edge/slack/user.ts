import type { SlackMember } from '@crescendo/contracts';
import { z } from 'zod';
import { slackId } from './shapes.ts';

/** A field that counts as missing when it does not have the expected form. */
const ifIt = (pattern: RegExp) => z.string().max(320).regex(pattern).optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const idIfItIs = slackId.optional().catch(undefined);

/**
 * The fields we read of a Slack user object, from events and from the Web API: no name, no picture, nothing else of the
 * profile. Parsing drops every other field. Source: docs.slack.dev/reference/objects/user-object.
 */
export const slackUserShape = z.object({
  id: slackId,
  deleted: flag,
  is_bot: flag,
  is_app_user: flag,
  is_workflow_bot: flag,
  is_connector_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_invited_user: flag,
  is_forgotten: flag,
  updated: z.number().optional().catch(undefined),
  tz: ifIt(/^[A-Za-z0-9_+/-]{1,64}$/),
  locale: ifIt(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/),
  profile: z
    .object({ email: ifIt(/^[^\s@<>]+@[^\s@<>]+$/) })
    .optional()
    .catch(undefined),
  is_stranger: flag,
  team_id: idIfItIs,
  enterprise_user: z
    .object({ enterprise_id: idIfItIs, teams: z.array(slackId).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
export type SlackUser = z.infer<typeof slackUserShape>;

/** What passes of a user who belongs to the workspace: not their other workspaces. */
export function letThrough({ is_stranger, team_id, enterprise_user, ...user }: SlackUser) {
  return user;
}

/** Slackbot is no person, but Slack does not mark it as a bot. */
const SLACKBOT = 'USLACKBOT';

/** A Slack user as our events carry them. */
export function memberOf(user: SlackUser): SlackMember {
  return {
    id: user.id,
    ...(user.profile?.email && { email: user.profile.email }),
    ...(user.tz && { timezone: user.tz }),
    ...(user.locale && { locale: user.locale }),
    deactivated: [user.deleted, user.is_forgotten].includes(true),
    bot: user.id === SLACKBOT || [user.is_bot, user.is_workflow_bot, user.is_connector_bot].includes(true),
    guest: [user.is_restricted, user.is_ultra_restricted].includes(true),
    ...(user.is_invited_user && { invited: true }),
    updated: user.updated ?? 0,
  };
}
