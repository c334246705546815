import { z } from 'zod';
import { tellOfOwnMessage } from '../deliveries/own-messages.ts';
import { withBlockIds } from '../state/direct-messages.ts';
import { findDirectMessage, findMessage } from '../state/find.ts';
import type { Message } from '../state/state.ts';
import { readBlocks, structured, text } from './arguments.ts';
import { toSlackMessage } from './message-shape.ts';
import { readMetadata } from './metadata.ts';
import { type ApiMethod, SlackError } from './method.ts';

const LONGEST_TEXT = 4_000;

interface Given {
  channel: string;
  ts: string;
  text?: string | undefined;
  blocks?: unknown;
  metadata?: unknown;
}

/**
 * Changes one of the app's own messages. The channel must be the conversation's id, not a person's. Text without blocks
 * removes the blocks; blocks without text keep the text; metadata stays unless the call gives new metadata, and `{}`
 * removes it. https://docs.slack.dev/reference/methods/chat.update
 */
export const chatUpdate: ApiMethod<Given> = {
  name: 'chat.update',
  scope: 'chat:write',
  tier: 'tier3',
  arguments: z.object({
    channel: text,
    ts: text,
    text: z.string().optional(),
    blocks: structured.optional(),
    metadata: structured.optional(),
  }),
  call(given, caller) {
    const { slack, workspace, installation } = caller;
    const conversation = findDirectMessage(workspace, given.channel);
    if (!conversation) throw new SlackError('channel_not_found');
    const message = findMessage(conversation, given.ts);
    if (!message || message.ephemeral) throw new SlackError('message_not_found');
    if (message.author !== 'app') throw new SlackError('cant_update_message');
    change(message, given);
    if (!message.blocks) message.editedTs = slack.nextTs();
    slack.changed(workspace.id, conversation.userId);
    tellOfOwnMessage(caller, conversation, message, 'changed');
    return {
      channel: conversation.id,
      ts: message.ts,
      text: message.text,
      message: toSlackMessage(workspace, installation, conversation, message),
    };
  },
};

function change(message: Message, given: Given): void {
  const blocks = readBlocks(given.blocks);
  if (given.text === undefined && !blocks) throw new SlackError('no_text');
  if ((given.text ?? '').length > LONGEST_TEXT) throw new SlackError('msg_too_long');
  const metadata = readMetadata(given.metadata);
  message.text = given.text ?? message.text;
  if (blocks?.length) message.blocks = withBlockIds(blocks);
  else delete message.blocks;
  if (metadata) message.metadata = metadata;
  else if (given.metadata) delete message.metadata;
}
