import type { SimulatedSlack } from '../slack.ts';
import { botToken, slackId } from './ids.ts';
import type { Installation, Token, TokenStatus, Workspace } from './state.ts';
import { addAppUser } from './workspaces.ts';

export function findToken(slack: SimulatedSlack, value: string): Token | undefined {
  return slack.state.tokens.find((token) => token.value === value);
}

export function hasWorkingToken(slack: SimulatedSlack, workspace: Workspace): boolean {
  const token = workspace.installation && findToken(slack, workspace.installation.token);
  return token?.status === 'active';
}

/** Installs the app, also over an installation: a working token stays the same, and scopes are only ever added. */
export function install(
  slack: SimulatedSlack,
  workspace: Workspace,
  by: { userId: string; scopes: readonly string[] },
): Installation {
  const before = workspace.installation;
  const user = addAppUser(slack, workspace);
  const installation: Installation = {
    token: before && hasWorkingToken(slack, workspace) ? before.token : newToken(slack, workspace),
    scopes: [...new Set([...(before?.scopes ?? []), ...by.scopes])],
    botUserId: user.id,
    botId: user.bot?.botId ?? slackId('B'),
    installedBy: by.userId,
  };
  workspace.installation = installation;
  slack.changed();
  return installation;
}

function newToken(slack: SimulatedSlack, workspace: Workspace): string {
  const value = botToken();
  slack.state.tokens.push({ value, teamId: workspace.id, status: 'active' });
  return value;
}

/** Makes the workspace's bot token fail as revoked; the app stays installed. */
export function revokeToken(slack: SimulatedSlack, workspace: Workspace): void {
  endToken(slack, workspace, 'revoked');
}

/** Removes the app from the workspace. Its conversations stay, as at Slack. */
export function removeApp(slack: SimulatedSlack, workspace: Workspace): void {
  endToken(slack, workspace, 'uninstalled');
  const bot = workspace.people.find((person) => person.id === workspace.installation?.botUserId);
  if (bot) bot.deactivated = true;
  delete workspace.installation;
  const watching = new Set([...Object.keys(workspace.homes), ...Object.keys(workspace.modals)]);
  workspace.homes = {};
  workspace.modals = {};
  slack.changed();
  for (const userId of watching) slack.changed(workspace.id, userId);
}

function endToken(slack: SimulatedSlack, workspace: Workspace, status: TokenStatus): void {
  const token = workspace.installation && findToken(slack, workspace.installation.token);
  if (token) token.status = status;
  slack.changed();
}
