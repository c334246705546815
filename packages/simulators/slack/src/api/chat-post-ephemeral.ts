import { z } from 'zod';
import { postMessage } from '../state/direct-messages.ts';
import { readBlocks, structured, text } from './arguments.ts';
import { channelFor } from './channel.ts';
import { type ApiMethod, SlackError } from './method.ts';

interface Given {
  channel: string;
  user: string;
  text?: string | undefined;
  blocks?: unknown;
}

/** Shows a message that only this person sees, and that can't be changed later. https://docs.slack.dev/reference/methods/chat.postEphemeral */
export const chatPostEphemeral: ApiMethod<Given> = {
  name: 'chat.postEphemeral',
  scope: 'chat:write',
  tier: 'tier4',
  arguments: z.object({ channel: text, user: text, text: z.string().optional(), blocks: structured.optional() }),
  call(given, caller) {
    const conversation = channelFor(given.channel, caller);
    if (conversation.userId !== given.user) throw new SlackError('user_not_in_channel');
    const blocks = readBlocks(given.blocks);
    if (!given.text && !blocks?.length) throw new SlackError('no_text');
    const message = postMessage(caller.slack, caller.workspace, conversation, {
      author: 'app',
      text: given.text ?? '',
      blocks,
      ephemeral: true,
    });
    return { message_ts: message.ts };
  },
};
