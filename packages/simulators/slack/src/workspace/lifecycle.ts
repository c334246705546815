import type { SimulatedSlack } from '../slack.ts';
import { removeApp, revokeToken } from '../state/installations.ts';
import type { Installation, Person, Workspace } from '../state/state.ts';

/** Revokes the bot token and tells the app. It stays installed but can do nothing. */
export async function revokeBotToken(slack: SimulatedSlack, workspace: Workspace, { silently = false } = {}) {
  const { installation } = workspace;
  revokeToken(slack, workspace);
  if (installation && !silently) await tellTokensRevoked(slack, workspace, installation);
}

/** Tells the app that a person revoked the permissions they gave it in their own name. Its bot token still works. */
export async function revokeUserToken(slack: SimulatedSlack, workspace: Workspace, person: Person): Promise<void> {
  await slack.events.publish(workspace, { type: 'tokens_revoked', tokens: { oauth: [person.id], bot: [] } });
}

/**
 * Removes the app from the workspace. Slack sends it two events in either order, and then no token works; with
 * `silently` neither event arrives.
 */
export async function uninstallApp(
  slack: SimulatedSlack,
  workspace: Workspace,
  { first = 'app_uninstalled', silently = false }: UninstallOptions = {},
): Promise<void> {
  const { installation } = workspace;
  removeApp(slack, workspace);
  if (!installation || silently) return;
  const tellUninstalled = () => slack.events.publish(workspace, { type: 'app_uninstalled' }, installation);
  if (first === 'app_uninstalled') await tellUninstalled();
  await tellTokensRevoked(slack, workspace, installation);
  if (first === 'tokens_revoked') await tellUninstalled();
}

export interface UninstallOptions {
  first?: 'app_uninstalled' | 'tokens_revoked' | undefined;
  silently?: boolean | undefined;
}

function tellTokensRevoked(slack: SimulatedSlack, workspace: Workspace, installation: Installation) {
  const tokens = { oauth: [], bot: [installation.botUserId] };
  return slack.events.publish(workspace, { type: 'tokens_revoked', tokens }, installation);
}
