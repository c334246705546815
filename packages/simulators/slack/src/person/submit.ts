import { z } from 'zod';
import { readView } from '../api/arguments.ts';
import type { ViewPayload } from '../api/blocks/view.ts';
import { SlackError } from '../api/method.ts';
import { toSlackView } from '../api/view-shape.ts';
import type { Delivered } from '../deliveries/deliver.ts';
import { deliverInteraction, interaction } from '../deliveries/interactions.ts';
import { modalsOf } from '../state/find.ts';
import type { View } from '../state/state.ts';
import { closeModals, pushModal, replaceView } from '../state/views.ts';
import type { Actor } from './actor.ts';
import { type Answers, fill, invalidInputs } from './form.ts';
import { ImpossibleAct, type Outcome, outcomeOf } from './outcome.ts';

const TROUBLE = 'We had some trouble connecting. Try again?';

const responseAction = z.discriminatedUnion('response_action', [
  z.strictObject({ response_action: z.literal('clear') }),
  z.strictObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.strictObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('push'), view: z.unknown() }),
]);

/**
 * Presses the top modal's submit button. Slack checks first, then the app, whose answer closes, changes or stacks
 * modals. An answer that Slack can't use leaves the modal open with a warning.
 */
export async function submit(actor: Actor, answers: Answers): Promise<Outcome> {
  const { slack, workspace, person } = actor;
  const view = modalsOf(workspace, person.id).at(-1);
  if (!view?.submit) throw new ImpossibleAct('No modal that can be submitted is open.');
  fill(view, answers);
  const invalid = invalidInputs(view);
  if (Object.keys(invalid).length > 0) return { ok: false, latencyMs: 0, invalid };
  const delivered = await deliverInteraction(slack, workspace, {
    ...interaction(slack, actor, 'view_submission'),
    trigger_id: slack.triggers.issue(workspace.id, person.id),
    view: toSlackView(workspace, view),
    response_urls: [],
  });
  const outcome = outcomeOf(delivered, TROUBLE);
  return outcome.ok ? { ...outcome, ...follow(actor, view, delivered) } : outcome;
}

/** Applies the app's answer. */
function follow(actor: Actor, view: View, delivered: Delivered): Partial<Outcome> {
  const { slack, workspace, person } = actor;
  const trouble = { ok: false, warning: TROUBLE };
  if (delivered.body === '' || delivered.body === '{}') {
    closeModals(slack, workspace, person.id, 'top');
    return {};
  }
  const answer = responseAction.safeParse(parseJson(delivered));
  if (!answer.success) return trouble;
  switch (answer.data.response_action) {
    case 'clear':
      closeModals(slack, workspace, person.id, 'all');
      return {};
    case 'errors': {
      const inputs = new Set(view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id));
      const { errors } = answer.data;
      return Object.keys(errors).every((blockId) => inputs.has(blockId)) ? { ok: false, invalid: errors } : trouble;
    }
    case 'update':
    case 'push': {
      const next = modalPayload(answer.data.view);
      if (!next) return trouble;
      if (answer.data.response_action === 'push') pushModal(slack, workspace, person.id, next);
      else replaceView(slack, workspace, view, next);
      return {};
    }
  }
}

function parseJson(delivered: Delivered): unknown {
  if (!delivered.contentType.startsWith('application/json')) return undefined;
  try {
    return JSON.parse(delivered.body);
  } catch {
    return undefined;
  }
}

function modalPayload(value: unknown): ViewPayload | undefined {
  try {
    const payload = readView(value);
    return payload.type === 'modal' ? payload : undefined;
  } catch (error) {
    if (error instanceof SlackError) return undefined;
    throw error;
  }
}
