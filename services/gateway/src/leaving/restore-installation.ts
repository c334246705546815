import type { Tx } from '@crescendo/chassis';
import { tenantTerminated } from '@crescendo/contracts';
import { type Installation, installations, noTrouble } from '../installations.ts';
import type { Workspaces } from '../workspaces.ts';
import { askForCheck } from './installation-check.ts';

/**
 * The end of a customer was taken back: asks Slack at once whether the app is in their workspace, and starts collecting
 * evidence from scratch. Only a removal report that arrived while we were ending them, and had no effect, still counts.
 */
export async function restoreInstallation(tx: Tx<typeof tenantTerminated>, workspaces: Workspaces): Promise<void> {
  const model = tx.model(installations);
  const row = await model.findOne({ tenant: tx.tenant }).lean<Installation>();
  if (!row) return;
  const { _id, status, toldAt, terminatedAt } = row;
  const restored = { status: 'unreachable' as const, checkAt: tx.now };
  if (status === 'ended') {
    const team = await freeTeam(tx, row, workspaces);
    if (!team) return endAgain(tx, row);
    const { trouble: _trouble, dead: _dead, terminatedAt: _terminatedAt, toldAt: _toldAt, ...kept } = row;
    await model.deleteOne({ _id });
    await model.create([{ ...kept, ...restored, team, ...(toldAt && !terminatedAt && { toldAt }) }]);
  } else if (status === 'gone') await model.updateOne({ _id }, { $set: restored, $unset: noTrouble });
  // Written even if nothing else changes, so that a report stored at the same time conflicts with it.
  else await model.updateOne({ _id }, { $set: { checkAt: tx.now } });
  if (toldAt && !terminatedAt) askForCheck(tx);
}

/** The hash of their workspace; undefined if it now leads to another customer. */
async function freeTeam(tx: Tx, row: Installation, workspaces: Workspaces): Promise<string | undefined> {
  const [opened] = await tx.open(installations, [row], ['slackTeam']);
  const team = opened ? workspaces.hash(opened.slackTeam) : row.team;
  const taken = await tx.model(installations).exists({ team, tenant: { $ne: row.tenant } });
  return taken ? undefined : team;
}

/**
 * Their workspace has installed the app again, as another customer: nobody returns to this one, and the hourly check no
 * longer finds it. So its end is published again, with the original time.
 */
function endAgain(tx: Tx<typeof tenantTerminated>, { terminatedAt, toldAt }: Installation): void {
  const at = terminatedAt ?? toldAt ?? tx.now;
  tx.publish(tenantTerminated, { why: 'uninstalled', at: at.getTime(), grace: 'default' });
}
