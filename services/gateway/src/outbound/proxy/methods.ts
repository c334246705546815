import { permanent } from '@crescendo/contracts';
import { z } from 'zod';
import { belongsTo, type Home } from '../../edge/slack/belongs-to.ts';
import { slackId } from '../../edge/slack/shapes.ts';
import { letThrough, type SlackUser, slackUserShape } from '../../edge/slack/user.ts';
import type { SlackMethod } from '../slack/methods.ts';

/** A method that another service may call through us: the allowed arguments, and what passes of the answer. */
export type ProxiedMethod = {
  name: SlackMethod;
  args: z.ZodType<Record<string, unknown>>;
  /** For the asking workspace: drops people of other workspaces. */
  answer(home: Home): z.ZodType<Record<string, unknown>>;
};

const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
const cursor = z.string().max(1000);

/**
 * An empty or missing cursor means that there are no more pages. If the object around it is missing too, the answer is
 * incomplete: treating it as the last page would lose everyone on later pages.
 */
const page = z.object({ next_cursor: cursor.nullish() });

/** As if Slack listed only the workspace's own people. */
const ownOf = (home: Home) =>
  z.array(slackUserShape).transform((users) => users.filter((user) => belongsTo(user, home)).map(letThrough));

/** As if Slack knew only the workspace's own people. Throws Slack's `user_not_found` for others. */
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
