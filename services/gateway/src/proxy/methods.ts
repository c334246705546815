import { z } from 'zod';
import type { SlackMethod } from '../slack/api/methods.ts';
import { slackId } from '../slack/shapes.ts';
import { slackUserShape } from '../slack/user.ts';

/** A method that another service may call through us: the arguments let in, and what is let out of the answer. */
export type ProxiedMethod = {
  name: SlackMethod;
  args: z.ZodType<Record<string, unknown>>;
  answer: z.ZodType<Record<string, unknown>>;
};

const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
const cursor = z.string().max(1000);

/** A cursor with nothing in it means there are no more pages. */
const page = z.object({ next_cursor: cursor.optional() }).optional();

const methods: readonly ProxiedMethod[] = [
  {
    name: 'users.list',
    args: z.strictObject({
      limit: z.coerce.number().int().min(1).max(1000).optional(),
      cursor: cursor.optional(),
      include_locale: flag.optional(),
    }),
    answer: z.object({ members: z.array(slackUserShape), response_metadata: page }),
  },
  {
    name: 'users.info',
    args: z.strictObject({ user: slackId, include_locale: flag.optional() }),
    answer: z.object({ user: slackUserShape }),
  },
  { name: 'auth.test', args: z.strictObject({}), answer: z.object({}) },
];

export const findProxied = (name: string): ProxiedMethod | undefined => methods.find((method) => method.name === name);
