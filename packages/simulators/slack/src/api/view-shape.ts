import { APP_ID } from '../app.ts';
import type { View, Workspace } from '../state/state.ts';

/** A view as Slack sends it in answers and interactions, with the values of its inputs. */
export function toSlackView(workspace: Workspace, view: View): Record<string, unknown> {
  return {
    id: view.id,
    team_id: workspace.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: view.values },
    hash: view.hash,
    title: view.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: view.close ?? null,
    submit: view.submit ?? null,
    previous_view_id: view.previousViewId,
    root_view_id: view.rootViewId,
    app_id: APP_ID,
    external_id: view.externalId,
    app_installed_team_id: workspace.id,
    bot_id: workspace.installation?.botId ?? '',
  };
}
