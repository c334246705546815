import type { Tx } from '@crescendo/chassis';
import { tenantTerminated } from '@crescendo/contracts';
import { installations } from '../installations.ts';

export type Ending = {
  why: 'uninstalled' | 'ended-by-admin' | 'ended-by-operator';
  /** The 48 hours run from here. */
  at: Date;
  grace: 'default' | 'none';
};

/**
 * Says that the relationship with the tenant of this unit of work ended: once, until the app is installed again. False
 * where that has been said, where nobody installed it, or where the token is no longer the one of `version`.
 */
export async function terminate(
  tx: Tx<typeof tenantTerminated>,
  { why, at, grace }: Ending,
  about: { version?: number } = {},
): Promise<boolean> {
  const relationship = {
    tenant: tx.tenant,
    status: { $ne: 'ended' as const },
    terminatedAt: { $exists: false },
    ...about,
  };
  // The token of who is sent away still lives: it is what takes the app out of their Slack.
  const status = why === 'uninstalled' ? { status: 'revoked' as const } : {};
  const said = await tx.model(installations).updateOne(relationship, { $set: { terminatedAt: at, ...status } });
  if (said.modifiedCount === 0) return false;
  tx.publish(tenantTerminated, { why, at: at.getTime(), grace });
  return true;
}
