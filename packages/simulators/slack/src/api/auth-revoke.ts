import { z } from 'zod';
import { revokeBotToken } from '../workspace/lifecycle.ts';
import { flag } from './arguments.ts';
import type { ApiMethod } from './method.ts';

/** Revokes the calling token, and only that: the app stays installed. https://docs.slack.dev/reference/methods/auth.revoke */
export const authRevoke: ApiMethod<{ test?: boolean | undefined }> = {
  name: 'auth.revoke',
  tier: 'tier3',
  arguments: z.object({ test: flag.optional() }),
  call({ test }, { slack, workspace }) {
    if (!test) void revokeBotToken(slack, workspace);
    return { revoked: !test };
  },
};
