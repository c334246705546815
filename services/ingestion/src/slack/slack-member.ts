import type { SlackMember } from '@crescendo/contracts';
import { z } from 'zod';

/** What we read of a user object of Slack's Web API; the rest is left unread (https://docs.slack.dev/reference/objects/user-object). */
const slackUserObject = z.object({
  id: z.string(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  updated: z.number(),
  tz: z.string().nullish(),
  locale: z.string().nullish(),
  profile: z.object({ email: z.string().nullish() }).default({}),
});

const toMember = slackUserObject.transform(
  (user): SlackMember => ({
    id: user.id,
    deactivated: user.deleted,
    bot: user.is_bot,
    guest: user.is_restricted || user.is_ultra_restricted,
    updated: user.updated,
    ...(user.profile.email && { email: user.profile.email }),
    ...(user.tz && { timezone: user.tz }),
    ...(user.locale && { locale: user.locale }),
  }),
);

/** The answer of `users.list`. */
export const usersListAnswer = z.object({
  members: z.array(toMember),
  response_metadata: z.object({ next_cursor: z.string().default('') }).default({ next_cursor: '' }),
});

/** The answer of `users.info`. */
export const usersInfoAnswer = z.object({ user: toMember });
