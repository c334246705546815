import { z } from 'zod';
import { findView, modalsOf } from '../state/find.ts';
import { pushModal } from '../state/views.ts';
import { readView, structured, text } from './arguments.ts';
import { type ApiMethod, type Caller, refusal, SlackError } from './method.ts';
import { toSlackView } from './view-shape.ts';

const MOST_STACKED = 3;

interface Given {
  trigger_id: string;
  view?: unknown;
}

const given = z.object({ trigger_id: text, view: structured });

/** Opens a modal for the person whose trigger it is. https://docs.slack.dev/reference/methods/views.open */
export const viewsOpen: ApiMethod<Given> = {
  name: 'views.open',
  tier: 'tier4',
  arguments: given,
  call: (asked, caller) => ({ view: showModal(asked, caller) }),
};

/** Opens a modal on top of the open ones, at most three. https://docs.slack.dev/reference/methods/views.push */
export const viewsPush: ApiMethod<Given> = {
  name: 'views.push',
  tier: 'tier4',
  arguments: given,
  call: (asked, caller) => ({ view: showModal(asked, caller, { onTop: true }) }),
};

function showModal(asked: Given, { slack, workspace }: Caller, { onTop = false } = {}) {
  const payload = readView(asked.view);
  if (payload.type !== 'modal') {
    throw refusal('invalid_arguments', ['must be one of: modal [json-pointer:/view/type]']);
  }
  if (payload.external_id && findView(workspace, { externalId: payload.external_id })) {
    throw new SlackError('duplicate_external_id');
  }
  const trigger = slack.triggers.exchange(asked.trigger_id, workspace.id);
  if (!trigger.ok) throw new SlackError(trigger.error);
  const open = modalsOf(workspace, trigger.userId).length;
  if (onTop && open >= MOST_STACKED) throw new SlackError('push_limit_reached');
  if (!onTop) workspace.modals[trigger.userId] = [];
  return toSlackView(workspace, pushModal(slack, workspace, trigger.userId, payload));
}
