import { slackActions } from '@crescendo/contracts';
import { z } from 'zod';
import { actsFromElsewhere } from '../belongs-to.ts';
import { malformed, type Received } from '../received.ts';
import { deliveryId, momentOf, slackId, slackTs } from '../shapes.ts';
import { strangerActed, type Unserved, unknownAction } from './unserved.ts';

/** The value of a button or choice. We set it, so it is short and without spaces; anything else counts as missing. */
const value = z
  .string()
  .regex(/^[\w:.-]{0,200}$/)
  .optional()
  .catch(undefined);

/** A field that is dropped when it does not have the expected form. */
const ifIt = <S extends z.ZodType>(shape: S) => shape.optional().catch(undefined);

const blockActions = z.object({
  team: z.object({ id: slackId, enterprise_id: slackId.nullish().catch(undefined) }),
  user: z.object({ id: slackId, team_id: slackId.nullish().catch(undefined) }),
  enterprise: z.object({}).nullish().catch(undefined),
  trigger_id: deliveryId,
  container: ifIt(z.object({ channel_id: slackId, message_ts: slackTs })),
  channel: ifIt(z.object({ id: slackId })),
  message: ifIt(z.object({ ts: slackTs })),
  actions: z.array(
    z.object({
      action_id: z.string(),
      value,
      selected_option: ifIt(z.object({ value })),
      action_ts: ifIt(slackTs),
    }),
  ),
});

/** Actions with one button per choice. */
const families = [slackActions.answer, slackActions.rate];
const single = new Set<string>(Object.values(slackActions));
const known = (action: string): boolean =>
  single.has(action) ||
  families.some((family) => /^\.[\w-]{1,40}$/.test(action.slice(family.length)) && action.startsWith(family));

type Click = z.output<typeof blockActions>;

/** The clicked message's place: from the container, which has forms we do not know, or from the message itself. */
function placeOf({ container, channel, message }: Click): { channel: string; ts: string } | undefined {
  if (container) return { channel: container.channel_id, ts: container.message_ts };
  return channel && message && { channel: channel.id, ts: message.ts };
}

/**
 * Reads a click. Only actions of the catalogue pass, with their value and their message. A person who clicks on
 * something else, or belongs to another workspace, is told so. Throws `malformed-body`. Source:
 * docs.slack.dev/reference/interaction-payloads/block_actions-payload.
 */
export function readAction(payload: unknown): Received | Unserved {
  const parsed = blockActions.safeParse(payload);
  if (!parsed.success) throw malformed();
  if (actsFromElsewhere(parsed.data)) return strangerActed(payload);
  const { team, user, trigger_id, actions } = parsed.data;
  const action = actions.find(({ action_id }) => known(action_id));
  if (!action) return unknownAction(payload);
  const place = placeOf(parsed.data);
  const chosen = action.value ?? action.selected_option?.value;
  return {
    kind: 'traffic',
    team: team.id,
    delivery: trigger_id,
    at: action.action_ts === undefined ? undefined : momentOf(action.action_ts),
    traffic: {
      kind: 'action',
      slackUser: user.id,
      action: action.action_id,
      ...(chosen && { value: chosen }),
      ...(place && { message: place }),
    },
  };
}
