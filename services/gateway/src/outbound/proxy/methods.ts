import { permanent } from '@crescendo/contracts';
import { z } from 'zod';
import { belongsTo, type Home } from '../../edge/slack/belongs-to.ts';
import { slackId } from '../../edge/slack/shapes.ts';
import { letThrough, type SlackUser, slackUserShape } from '../../edge/slack/user.ts';
import type { SlackMethod } from '../slack/methods.ts';

/** A method that another service may call through us: the arguments let in, and what is let out of the answer. */
export type ProxiedMethod = {
  name: SlackMethod;
  args: z.ZodType<Record<string, unknown>>;
  /** For the workspace that asks: nobody of another is in it. */
  answer(home: Home): z.ZodType<Record<string, unknown>>;
};

const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
const cursor = z.string().max(1000);

/**
 * A cursor with nothing in it, or none, means there are no more pages. Without the object around it the answer is not
 * whole: whoever took it for the last page would miss everyone on those that follow.
 */
const page = z.object({ next_cursor: cursor.nullish() });

/** As if Slack listed none but the workspace's own people. */
const ownOf = (home: Home) =>
  z.array(slackUserShape).transform((users) => users.filter((user) => belongsTo(user, home)).map(letThrough));

/** As if Slack knew nobody else. Throws its `user_not_found`. */
function own(user: SlackUser, home: Home) {
  if (!belongsTo(user, home)) throw permanent('user_not_found', 'The person is of another workspace.');
  return letThrough(user);
}

const methods: readonly ProxiedMethod[] = [
  {
    name: 'users.list',
    args: z.strictObject({
      limit: z.coerce.number().int().min(1).max(1000).optional(),
      cursor: cursor.optional(),
      include_locale: flag.optional(),
    }),
    answer: (home) => z.object({ members: ownOf(home), response_metadata: page }),
  },
  {
    name: 'users.info',
    args: z.strictObject({ user: slackId, include_locale: flag.optional() }),
    answer: (home) => z.object({ user: slackUserShape.transform((user) => own(user, home)) }),
  },
  { name: 'auth.test', args: z.strictObject({}), answer: () => z.object({}) },
];

export const findProxied = (name: string): ProxiedMethod | undefined => methods.find((method) => method.name === name);
