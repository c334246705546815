import type { InteractiveElement } from '../api/blocks/elements.ts';
import { toSlackMessage } from '../api/message-shape.ts';
import { toSlackView } from '../api/view-shape.ts';
import { deliverInteraction, interaction } from '../deliveries/interactions.ts';
import { directMessageOf, modalsOf } from '../state/find.ts';
import { answered, elementsOf, initialValues, type PlacedElement } from '../state/input-values.ts';
import { issueResponseUrl } from '../state/response-urls.ts';
import type { InputValue, Message, View } from '../state/state.ts';
import type { Actor } from './actor.ts';
import { ImpossibleAct, type Outcome, outcomeOf } from './outcome.ts';

export interface Click {
  /** Where the element is. `message` is the newest message that has it, unless `messageTs` names one. */
  on: 'message' | 'home' | 'modal';
  messageTs?: string | undefined;
  actionId: string;
  blockId?: string | undefined;
  /** For a button: tells apart buttons with the same action id. For a choice: the chosen option or options. */
  value?: string | string[] | undefined;
}

/** Presses a button or chooses in a menu, and tells the app. */
export async function click(actor: Actor, act: Click): Promise<Outcome> {
  if (!actor.workspace.installation) throw new ImpossibleAct('The app is no longer installed here.');
  const place = act.on === 'message' ? onMessage(actor, act) : onView(actor, act);
  const { slack, workspace, person } = actor;
  const payload = {
    ...interaction(slack, actor, 'block_actions'),
    ...place.context,
    trigger_id: slack.triggers.issue(workspace.id, person.id),
    actions: [actionOf(place.found, act, slack.nextTs())],
  };
  return outcomeOf(await deliverInteraction(slack, workspace, payload));
}

interface Place {
  found: PlacedElement;
  context: Record<string, unknown>;
}

function onMessage(actor: Actor, act: Click): Place {
  const { slack, workspace, person } = actor;
  const conversation = directMessageOf(workspace, person.id);
  const newestFirst = (conversation?.messages ?? []).toReversed();
  const message = newestFirst.find(
    (each) => (!act.messageTs || each.ts === act.messageTs) && findElement(each.blocks, act),
  );
  const found = findElement(message?.blocks, act);
  if (!conversation || !message || !found) throw new ImpossibleAct('No message has such an element.');
  const { ts, ephemeral } = message;
  const about = { kind: 'actions', teamId: workspace.id, userId: person.id, messageTs: ts } as const;
  return {
    found,
    context: {
      container: { type: 'message', message_ts: ts, channel_id: conversation.id, is_ephemeral: ephemeral },
      channel: { id: conversation.id, name: 'directmessage' },
      message: toSlackMessage(workspace, workspace.installation, conversation, message),
      state: { values: valuesWith(message, found, act) },
      response_url: issueResponseUrl(slack, about),
    },
  };
}

function onView(actor: Actor, act: Click): Place {
  const { slack, workspace, person } = actor;
  const view = act.on === 'home' ? workspace.homes[person.id] : modalsOf(workspace, person.id).at(-1);
  const found = findElement(view?.blocks, act);
  if (!view || !found) throw new ImpossibleAct(`The ${act.on} has no such element.`);
  const value = answered(found.element, act.value ?? null);
  if (value) setValue(view, found, value);
  slack.changed(workspace.id, person.id);
  return { found, context: { container: { type: 'view', view_id: view.id }, view: toSlackView(workspace, view) } };
}

function findElement(blocks: Message['blocks'], act: Click): PlacedElement | undefined {
  return elementsOf(blocks ?? []).find(
    ({ blockId, actionId, element }) =>
      actionId === act.actionId &&
      (act.blockId === undefined || blockId === act.blockId) &&
      (element.type !== 'button' || act.value === undefined || element.value === act.value),
  );
}

/** Messages keep no state between clicks here: their values are the initial ones and this choice. */
function valuesWith(message: Message, found: PlacedElement, act: Click) {
  const values = initialValues(message.blocks ?? []);
  const value = answered(found.element, act.value ?? null);
  return value ? { ...values, [found.blockId]: { ...values[found.blockId], [found.actionId]: value } } : values;
}

function setValue(view: View, found: PlacedElement, value: InputValue): void {
  view.values[found.blockId] = { ...view.values[found.blockId], [found.actionId]: value };
}

function actionOf({ blockId, actionId, element }: PlacedElement, act: Click, actionTs: string) {
  return {
    type: element.type,
    action_id: actionId,
    block_id: blockId,
    action_ts: actionTs,
    ...detailOf(element, act),
  };
}

function detailOf(element: InteractiveElement, act: Click): Record<string, unknown> {
  if (element.type === 'button') {
    return { text: element.text, ...(element.value === undefined ? {} : { value: element.value }) };
  }
  if (element.type === 'overflow') {
    const selected = element.options.find((option) => option.value === act.value);
    if (!selected) throw new ImpossibleAct('The menu has no such option.');
    return { selected_option: selected };
  }
  const value = answered(element, act.value ?? null);
  if (!value) throw new ImpossibleAct('There is no such option.');
  const { type: _type, ...rest } = value;
  return rest;
}
