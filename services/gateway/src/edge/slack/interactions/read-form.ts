import { commentForm } from '@crescendo/contracts';
import { z } from 'zod';
import { actsFromElsewhere } from '../belongs-to.ts';
import { malformed, type Received } from '../received.ts';
import { deliveryId, slackId } from '../shapes.ts';
import { strangerSubmitted, type Unserved, unknownForm } from './unserved.ts';

/** The forms we show, and the inputs we read of each. */
const forms: ReadonlyMap<string, readonly string[]> = new Map([[commentForm.callbackId, [commentForm.input]]]);

const LONGEST_INPUT = 3000;

const viewSubmission = z.object({
  team: z.object({ id: slackId, enterprise_id: slackId.nullish().catch(undefined) }),
  user: z.object({ id: slackId, team_id: slackId.nullish().catch(undefined) }),
  enterprise: z.object({}).nullish().catch(undefined),
  trigger_id: deliveryId,
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown()).catch({})) }),
  }),
});

/** The form's context: the id of an assignment. */
const context = z.string().regex(/^[\w:.-]{1,200}$/);
const typed = z.object({ value: z.string().max(LONGEST_INPUT) });

/**
 * Reads a submitted form: only our forms, and only the inputs we put there. Throws `malformed-body`. Source:
 * docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
 */
export function readForm(payload: unknown): Received | Unserved {
  const parsed = viewSubmission.safeParse(payload);
  if (!parsed.success) throw malformed();
  if (actsFromElsewhere(parsed.data)) return strangerSubmitted();
  const { team, user, trigger_id, view } = parsed.data;
  const inputs = forms.get(view.callback_id);
  if (!inputs) return unknownForm();
  const about = context.safeParse(view.private_metadata);
  if (!about.success) throw malformed();
  const values: Record<string, string> = {};
  for (const block of Object.values(view.state.values))
    for (const input of inputs) {
      const given = typed.safeParse(block[input]);
      if (given.success) values[input] = given.data.value;
    }
  return {
    kind: 'traffic',
    team: team.id,
    delivery: trigger_id,
    at: undefined,
    traffic: { kind: 'form-submitted', slackUser: user.id, form: view.callback_id, context: about.data, values },
  };
}
