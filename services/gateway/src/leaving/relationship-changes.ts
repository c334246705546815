import type { ServiceContext, Tx } from '@crescendo/chassis';
import { tenantTerminated } from '@crescendo/contracts';
import { type Installation, installations } from '../installations.ts';
import { type AfterLook, afterLook, afterRefusal, type Look, type Standing } from './relationship.ts';

/** The update that stores a standing: fields that the standing lacks are removed from the row. */
function changeTo({ status, trouble, dead, toldAt, checkAt, endedAt }: AfterLook) {
  const optional = { trouble, dead, toldAt, terminatedAt: endedAt };
  const set = Object.entries(optional).filter(([, value]) => value !== undefined);
  const unset = Object.entries(optional).filter(([, value]) => value === undefined);
  return {
    $set: { status: endedAt ? ('gone' as const) : status, checkAt, ...Object.fromEntries(set) },
    $unset: Object.fromEntries(unset.map(([field]) => [field, 1 as const])),
  };
}

/** Matches an installation that may still change: with this token, and not yet over. */
const current = (row: Installation | null, version: number): row is Installation =>
  row !== null && row.version === version && row.status !== 'ended' && row.terminatedAt === undefined;

/** Applies Slack's answer about the token of this version, in the current transaction. */
export async function noteLook(
  tx: Tx<typeof tenantTerminated>,
  { version, look }: { version: number; look: Look },
): Promise<Standing | undefined> {
  const { tenant, now } = tx;
  const row = await tx.model(installations).findOne({ tenant }).lean<Installation>();
  if (!current(row, version)) return undefined;
  const next = afterLook(row, look, now);
  await tx.model(installations).updateOne({ _id: row._id, version }, changeTo(next));
  // The 48 hours run from the first dead answer or report. Waiting for evidence counts as grace.
  if (next.endedAt) tx.publish(tenantTerminated, { why: 'uninstalled', at: next.endedAt.getTime(), grace: 'default' });
  return next;
}

/** The same in its own unit of work. Throws a Failure; `held` when the customer's end is already known. */
export const recordLook = (
  service: ServiceContext,
  { tenant, version, look }: { tenant: string; version: number; look: Look },
): Promise<Standing | undefined> =>
  service.transact({ tenant, publishes: [tenantTerminated] }, (tx) => noteLook(tx, { version, look }));

/**
 * Records that Slack refused a call with a tenant's token: nothing is sent until it works again. Applies only to the
 * token of this `version`: news of an old one does not affect the next.
 */
export async function recordRefusal(
  service: ServiceContext,
  { tenant, version, code }: { tenant: string; version: number; code: string },
): Promise<void> {
  const row = await service.model(installations).findOne({ tenant }).lean<Installation>();
  // Usually an earlier failed call has already recorded it.
  if (!current(row, version) || row.status !== 'active') return;
  const unchanged = { _id: row._id, version, status: row.status, checkAt: row.checkAt };
  const next = afterRefusal(row, code, service.clock.now());
  const { modifiedCount } = await service.model(installations).updateOne(unchanged, changeTo(next));
  if (modifiedCount === 0) return;
  service.metrics.refused.inc({ code: 'workspace-unreachable' });
  service.log.warn({ tenant, code }, 'Slack refuses the token of this workspace: sending pauses');
}
