import type { Block } from '../api/blocks/blocks.ts';
import type { SimulatedSlack } from '../slack.ts';
import { directMessageOf } from './find.ts';
import { blockId, slackId } from './ids.ts';
import type { DirectMessage, Message, MessageMetadata, Workspace } from './state.ts';

/** The conversation between the app and a person; opens it if there is none yet. */
export function openDirectMessage(
  slack: SimulatedSlack,
  workspace: Workspace,
  userId: string,
): { conversation: DirectMessage; alreadyOpen: boolean } {
  const open = directMessageOf(workspace, userId);
  if (open) return { conversation: open, alreadyOpen: true };
  const conversation: DirectMessage = { id: slackId('D'), userId, messages: [] };
  workspace.directMessages.push(conversation);
  slack.changed(workspace.id, userId);
  return { conversation, alreadyOpen: false };
}

export interface NewMessage {
  author: Message['author'];
  text: string;
  blocks?: Block[] | undefined;
  metadata?: MessageMetadata | undefined;
  ephemeral?: boolean;
}

export function postMessage(
  slack: SimulatedSlack,
  workspace: Workspace,
  conversation: DirectMessage,
  given: NewMessage,
): Message {
  const message: Message = {
    ts: slack.nextTs(),
    author: given.author,
    text: given.text,
    ephemeral: given.ephemeral ?? false,
    ...(given.blocks ? { blocks: withBlockIds(given.blocks) } : {}),
    ...(given.metadata ? { metadata: given.metadata } : {}),
  };
  conversation.messages.push(message);
  slack.changed(workspace.id, conversation.userId);
  return message;
}

/** Slack gives every block and interactive element an id if the app gave none. */
export function withBlockIds(blocks: Block[]): Block[] {
  return blocks.map((block) => {
    const named = { ...block, block_id: block.block_id ?? blockId() };
    if (named.type === 'actions') return { ...named, elements: named.elements.map(withActionId) };
    if (named.type === 'input') return { ...named, element: withActionId(named.element) };
    if (named.type === 'section' && named.accessory && named.accessory.type !== 'image') {
      return { ...named, accessory: withActionId(named.accessory) };
    }
    return named;
  });
}

function withActionId<Element extends { action_id?: string | undefined }>(element: Element): Element {
  return { ...element, action_id: element.action_id ?? blockId() };
}
