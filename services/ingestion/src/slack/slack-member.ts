import type { SlackMember } from '@crescendo/contracts';
import { z } from 'zod';

const flag = z
  .boolean()
  .nullish()
  .transform((set) => set ?? false);

/**
 * What we read of a user object of Slack's Web API; the rest stays unread. People of other workspaces, who show up where
 * channels are shared, do not get past the gateway. Source: docs.slack.dev/reference/objects/user-object.
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
 * The answer of `users.list`. The last page has a cursor with nothing in it, or none; but one without `response_metadata`
 * is no page. Source: docs.slack.dev/apis/web-api/pagination.
 */
export const usersListAnswer = z.object({
  members: z.array(member),
  response_metadata: z.object({ next_cursor: z.string().nullish() }),
});

/** The answer of `users.info`. */
export const usersInfoAnswer = z.object({ user: member });
