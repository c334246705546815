import { slackActions } from '@crescendo/contracts';
import { z } from 'zod';
import { actsFromElsewhere } from '../belongs-to.ts';
import { ignored, malformed, type Received } from '../received.ts';
import { deliveryId, momentOf, slackId, slackTs } from '../shapes.ts';

/** The value of a button or of what was chosen: ours, so short and without spaces. */
const value = z.string().regex(/^[\w:.-]{0,200}$/);

const blockActions = z.object({
  team: z.object({ id: slackId, enterprise_id: slackId.nullish().catch(undefined) }),
  user: z.object({ id: slackId, team_id: slackId.nullish().catch(undefined) }),
  enterprise: z.object({}).nullish().catch(undefined),
  trigger_id: deliveryId,
  container: z.object({ channel_id: slackId, message_ts: slackTs }).optional().catch(undefined),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        value: value.optional(),
        selected_option: z.object({ value }).nullish(),
        action_ts: slackTs.optional(),
      }),
    )
    .min(1),
});

/** Actions of which there is one button per choice. */
const families = [slackActions.answer, slackActions.rate];
const single = new Set<string>(Object.values(slackActions));
const known = (action: string): boolean =>
  single.has(action) ||
  families.some((family) => /^\.[\w-]{1,40}$/.test(action.slice(family.length)) && action.startsWith(family));

/**
 * Reads a click. Only actions of the catalogue go on, with their value and the message they were on. Throws
 * `malformed-body`. Source: docs.slack.dev/reference/interaction-payloads/block_actions-payload.
 */
export function readAction(payload: unknown): Received {
  const parsed = blockActions.safeParse(payload);
  if (!parsed.success) throw malformed();
  if (actsFromElsewhere(parsed.data)) return ignored('stranger-acted');
  const { team, user, trigger_id, container, actions } = parsed.data;
  const action = actions.find(({ action_id }) => known(action_id));
  if (!action) return ignored('unknown-action');
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
      ...(container && { message: { channel: container.channel_id, ts: container.message_ts } }),
    },
  };
}
