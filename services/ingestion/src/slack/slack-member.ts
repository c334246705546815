import type { SlackMember } from '@crescendo/contracts';
import { z } from 'zod';

const flag = z
  .boolean()
  .nullish()
  .transform((set) => set ?? false);

/**
 * The fields we read of a user object of Slack's Web API. People of other workspaces, who appear through shared
 * channels, do not pass the gateway. Source: docs.slack.dev/reference/objects/user-object.
 */
const slackUserObject = z.object({
  id: z.string(),
  deleted: flag,
  is_forgotten: flag,
  is_bot: flag,
  is_workflow_bot: flag,
  is_connector_bot: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_invited_user: flag,
  updated: z.number().nullish(),
  tz: z.string().nullish(),
  locale: z.string().nullish(),
  profile: z.object({ email: z.string().nullish() }).nullish(),
});

const member = slackUserObject.transform(
  (user): SlackMember => ({
    id: user.id,
    deactivated: user.deleted || user.is_forgotten,
    bot: user.is_bot || user.is_workflow_bot || user.is_connector_bot,
    guest: user.is_restricted || user.is_ultra_restricted,
    updated: user.updated ?? 0,
    ...(user.is_invited_user && { invited: true }),
    ...(user.profile?.email && { email: user.profile.email }),
    ...(user.tz && { timezone: user.tz }),
    ...(user.locale && { locale: user.locale }),
  }),
);

/**
 * The answer of `users.list`. The last page has an empty cursor or none; an answer without `response_metadata` is not a
 * valid page. Source: docs.slack.dev/apis/web-api/pagination.
 */
export const usersListAnswer = z.object({
  members: z.array(member),
  response_metadata: z.object({ next_cursor: z.string().nullish() }),
});

/** The answer of `users.info`. */
export const usersInfoAnswer = z.object({ user: member });
