import { toSlackMessage } from '../api/message-shape.ts';
import type { Caller } from '../api/method.ts';
import type { DirectMessage, Message } from '../state/state.ts';

/**
 * An app that gets message events gets them for its own messages and their changes too: an app that answers those never
 * stops. https://docs.slack.dev/reference/events/message.im
 */
export function tellOfOwnMessage(
  caller: Caller,
  conversation: DirectMessage,
  message: Message,
  what: 'new' | 'changed' = 'new',
): void {
  const { slack, workspace, installation } = caller;
  const said = toSlackMessage(workspace, installation, conversation, message);
  const where = { type: 'message', channel_type: 'im', channel: conversation.id };
  const ts = slack.nextTs();
  const event =
    what === 'changed'
      ? { ...where, subtype: 'message_changed', hidden: true, message: said, ts, event_ts: ts }
      : { ...said, ...where, event_ts: message.ts };
  void slack.events.publish(workspace, event);
}
