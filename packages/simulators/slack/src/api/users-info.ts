import { z } from 'zod';
import { findPerson } from '../state/find.ts';
import { flag, text } from './arguments.ts';
import { type ApiMethod, SlackError } from './method.ts';
import { toSlackUser } from './user-shape.ts';

/** https://docs.slack.dev/reference/methods/users.info */
export const usersInfo: ApiMethod<{ user: string; include_locale?: boolean | undefined }> = {
  name: 'users.info',
  scope: 'users:read',
  tier: 'tier4',
  arguments: z.object({ user: text, include_locale: flag.optional() }),
  call({ user, include_locale: locale = false }, { slack, workspace, installation }) {
    const person = findPerson(workspace, user);
    if (!person) throw new SlackError('user_not_found');
    return { user: toSlackUser(slack, workspace, person, { scopes: installation.scopes, locale }) };
  },
};
