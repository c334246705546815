import { z } from 'zod';
import { APP_HANDLE } from '../app.ts';
import type { ApiMethod } from './method.ts';

/** https://docs.slack.dev/reference/methods/auth.test */
export const authTest: ApiMethod<object> = {
  name: 'auth.test',
  tier: 'special',
  arguments: z.object({}),
  call: (_given, { workspace, installation }) => ({
    url: `https://${workspace.domain}.slack.com/`,
    team: workspace.name,
    user: APP_HANDLE,
    team_id: workspace.id,
    user_id: installation.botUserId,
    bot_id: installation.botId,
    is_enterprise_install: false,
  }),
};
