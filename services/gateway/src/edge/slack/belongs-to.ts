import type { SlackUser } from './user.ts';

/** The workspace that looks at a user, and the Grid organisation it may be part of. */
export type Home = { isTeam(id: string): boolean; isEnterprise(id: string): boolean };

/** The workspace as a request of Slack names it. */
export const homeOf = ({ team, enterprise }: { team: string; enterprise?: string | null | undefined }): Home => ({
  isTeam: (id) => id === team,
  isEnterprise: (id) => id === enterprise,
});

/**
 * Whether a user is of this workspace, or of its Grid organisation. All others show up where channels are shared, and are
 * not ours to know. That Slack does not call them strangers says little: it says so too of people of another workspace in
 * a shared channel. Source: docs.slack.dev/reference/objects/user-object.
 */
export function belongsTo(user: Pick<SlackUser, 'is_stranger' | 'team_id' | 'enterprise_user'>, home: Home): boolean {
  if (user.is_stranger) return false;
  const { team_id: team, enterprise_user: grid } = user;
  if (team === undefined || home.isTeam(team) || home.isEnterprise(team)) return true;
  if (grid?.enterprise_id !== undefined && home.isEnterprise(grid.enterprise_id)) return true;
  return grid?.teams?.some(home.isTeam) ?? false;
}

/**
 * Whether someone who acts is of another workspace, as far as their act says. In a Grid organisation it does not: people
 * of its other workspaces may be members of this one.
 */
export const actsFromElsewhere = (act: {
  team: { id: string; enterprise_id?: string | null | undefined };
  user: { team_id?: string | null | undefined };
  enterprise?: unknown;
}): boolean => {
  const { team, user, enterprise } = act;
  return Boolean(user.team_id) && user.team_id !== team.id && !enterprise && !team.enterprise_id;
};
