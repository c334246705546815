import type { SlackUser } from './user.ts';

/** The workspace in which we see a user, and its Grid organisation, if any. */
export type Home = { isTeam(id: string): boolean; isEnterprise(id: string): boolean };

/** The workspace that a Slack request names. */
export const homeOf = ({ team, enterprise }: { team: string; enterprise?: string | null | undefined }): Home => ({
  isTeam: (id) => id === team,
  isEnterprise: (id) => id === enterprise,
});

/**
 * Whether a user belongs to this workspace or its Grid organisation. All others appear through shared channels, and we
 * must keep nothing about them. `is_stranger: false` is not enough: Slack sends it even for people of another workspace
 * in a shared channel. Source: docs.slack.dev/reference/objects/user-object.
 */
export function belongsTo(user: Pick<SlackUser, 'is_stranger' | 'team_id' | 'enterprise_user'>, home: Home): boolean {
  if (user.is_stranger) return false;
  const { team_id: team, enterprise_user: grid } = user;
  if (team === undefined || home.isTeam(team) || home.isEnterprise(team)) return true;
  if (grid?.enterprise_id !== undefined && home.isEnterprise(grid.enterprise_id)) return true;
  return grid?.teams?.some(home.isTeam) ?? false;
}

/**
 * Whether an act shows that its person belongs to another workspace. In a Grid organisation it does not show: people of
 * its other workspaces may be members of this one.
 */
export const actsFromElsewhere = (act: {
  team: { id: string; enterprise_id?: string | null | undefined };
  user: { team_id?: string | null | undefined };
  enterprise?: unknown;
}): boolean => {
  const { team, user, enterprise } = act;
  return Boolean(user.team_id) && user.team_id !== team.id && !enterprise && !team.enterprise_id;
};
