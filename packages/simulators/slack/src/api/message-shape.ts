import { APP_ID, APP_NAME } from '../app.ts';
import type { DirectMessage, Installation, Message, Workspace } from '../state/state.ts';

/** A message as Slack sends it in answers and interactions. */
export function toSlackMessage(
  workspace: Workspace,
  installation: Installation | undefined,
  conversation: DirectMessage,
  message: Message,
): Record<string, unknown> {
  const content = {
    type: 'message',
    ts: message.ts,
    text: message.text,
    team: workspace.id,
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.metadata ? { metadata: message.metadata } : {}),
  };
  if (message.author !== 'app' || !installation) return { ...content, user: conversation.userId };
  return {
    ...content,
    user: installation.botUserId,
    bot_id: installation.botId,
    app_id: APP_ID,
    bot_profile: { id: installation.botId, app_id: APP_ID, name: APP_NAME, deleted: false, team_id: workspace.id },
    ...(message.editedTs ? { edited: { user: installation.botId, ts: message.editedTs } } : {}),
  };
}
