import { z } from 'zod';
import { readBlocks } from '../api/arguments.ts';
import type { SimulatedSlack } from '../slack.ts';
import { openDirectMessage, postMessage, withBlockIds } from '../state/direct-messages.ts';
import { findMessage } from '../state/find.ts';
import type { Workspace } from '../state/state.ts';

/** A message as an app sends it in answer to a command or to a `response_url`. */
export const appMessage = z.object({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
});

/**
 * Shows such a message to the person, or replaces the message they acted on. Throws a `SlackError` for blocks that
 * Slack would refuse.
 */
export function showAppMessage(
  slack: SimulatedSlack,
  workspace: Workspace,
  to: { userId: string; messageTs?: string | undefined },
  message: z.infer<typeof appMessage>,
): void {
  const { conversation } = openDirectMessage(slack, workspace, to.userId);
  const blocks = readBlocks(message.blocks);
  const original = to.messageTs ? findMessage(conversation, to.messageTs) : undefined;
  if (original && message.delete_original) {
    conversation.messages = conversation.messages.filter((each) => each !== original);
  } else if (original && message.replace_original) {
    original.text = message.text ?? '';
    if (blocks) original.blocks = withBlockIds(blocks);
    else delete original.blocks;
  } else if (message.text || blocks?.length) {
    const ephemeral = message.response_type === 'ephemeral';
    postMessage(slack, workspace, conversation, { author: 'app', text: message.text ?? '', blocks, ephemeral });
  }
  slack.changed(workspace.id, to.userId);
}
