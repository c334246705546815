import { toSlackMessage } from '../api/message-shape.ts';
import { deliverInteraction, interaction } from '../deliveries/interactions.ts';
import { directMessageOf, findMessage } from '../state/find.ts';
import { issueResponseUrl } from '../state/response-urls.ts';
import type { Actor } from './actor.ts';
import { ImpossibleAct, type Outcome, outcomeOf } from './outcome.ts';

export interface Shortcut {
  callbackId: string;
  /** For a message shortcut: the message whose menu it is in. */
  messageTs?: string | undefined;
}

/**
 * Uses one of the app's shortcuts, global or on a message. Only a message shortcut's payload has the message and a
 * `response_url`. https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
 */
export async function takeShortcut(actor: Actor, { callbackId, messageTs }: Shortcut): Promise<Outcome> {
  const { slack, workspace, person } = actor;
  if (!workspace.installation) throw new ImpossibleAct('The app is no longer installed here.');
  const payload = {
    ...interaction(slack, actor, messageTs === undefined ? 'shortcut' : 'message_action'),
    callback_id: callbackId,
    trigger_id: slack.triggers.issue(workspace.id, person.id),
    action_ts: slack.nextTs(),
    ...(messageTs === undefined ? {} : aboutMessage(actor, messageTs)),
  };
  return outcomeOf(await deliverInteraction(slack, workspace, payload));
}

function aboutMessage({ slack, workspace, person }: Actor, messageTs: string): Record<string, unknown> {
  const conversation = directMessageOf(workspace, person.id);
  const message = conversation && findMessage(conversation, messageTs);
  if (!conversation || !message) throw new ImpossibleAct('There is no such message.');
  const about = { kind: 'actions', teamId: workspace.id, userId: person.id, messageTs } as const;
  return {
    message_ts: messageTs,
    channel: { id: conversation.id, name: 'directmessage' },
    message: toSlackMessage(workspace, workspace.installation, conversation, message),
    response_url: issueResponseUrl(slack, about),
  };
}
