import { z } from 'zod';
import { tellOfOwnMessage } from '../deliveries/own-messages.ts';
import { postMessage } from '../state/direct-messages.ts';
import { findDirectMessage } from '../state/find.ts';
import { readBlocks, structured, text } from './arguments.ts';
import { channelFor } from './channel.ts';
import { toSlackMessage } from './message-shape.ts';
import { readMetadata } from './metadata.ts';
import { type ApiMethod, SlackError } from './method.ts';

const LONGEST_TEXT = 40_000;

interface Given {
  channel: string;
  text?: string | undefined;
  blocks?: unknown;
  metadata?: unknown;
}

/** About one message a second and channel; no idempotency key. https://docs.slack.dev/reference/methods/chat.postMessage */
export const chatPostMessage: ApiMethod<Given> = {
  name: 'chat.postMessage',
  scope: 'chat:write',
  tier: 'special',
  arguments: z.object({
    channel: text,
    text: z.string().optional(),
    blocks: structured.optional(),
    metadata: structured.optional(),
  }),
  limitedBy: ({ channel }, { workspace }) => findDirectMessage(workspace, channel)?.userId ?? channel,
  call(given, caller) {
    const { slack, workspace, installation } = caller;
    const conversation = channelFor(given.channel, caller);
    const blocks = readBlocks(given.blocks);
    if (!given.text && !blocks?.length) throw new SlackError('no_text');
    const message = postMessage(slack, workspace, conversation, {
      author: 'app',
      text: (given.text ?? '').slice(0, LONGEST_TEXT),
      blocks,
      metadata: readMetadata(given.metadata),
    });
    tellOfOwnMessage(caller, conversation, message);
    return {
      channel: conversation.id,
      ts: message.ts,
      message: toSlackMessage(workspace, installation, conversation, message),
    };
  },
};
