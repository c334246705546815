import { createHash } from 'node:crypto';
import type { Service, Tx } from '@crescendo/chassis';
import type { PublishFarewell } from '../effects/publish-farewell.ts';
import type { UninstallApp } from '../effects/uninstall-app.ts';
import { installations, noTrouble } from '../installations.ts';
import { workspaceTenants } from '../oauth/workspace-tenants.ts';
import type { Addresses } from '../sender/addresses.ts';
import type { Workspaces } from '../workspaces.ts';

/** What stands where the hash of a team stood: the hash of no team. */
const noTeam = (tenant: string): string => createHash('sha256').update(tenant).digest('base64url');

async function endInstallation(tx: Pick<Tx, 'model'>, tenant: string): Promise<void> {
  await tx.model(workspaceTenants).deleteMany({ tenant });
  const model = tx.model(installations);
  const row = await model.findOne({ tenant }).lean();
  if (!row) return;
  // Not by an update: the database that `npm start` brings then keeps the former value in its unique index as well.
  await model.deleteOne({ _id: row._id });
  await model.create([{ ...row, team: noTeam(tenant), status: 'ended' }]);
}

/** As it was before the customer's end; their workspace leads to them again, if it does not lead to another by now. */
async function restoreInstallation(tx: Tx, tenant: string, workspaces: Workspaces): Promise<void> {
  const model = tx.model(installations);
  const row = await model.findOne({ tenant }).lean();
  if (!row) return;
  const restored = { status: 'unreachable' as const, checkAt: tx.now };
  if (row.status !== 'ended') {
    if (row.status === 'gone') await model.updateOne({ _id: row._id }, { $set: restored, $unset: noTrouble });
    return;
  }
  const [opened] = await tx.open(installations, [row], ['slackTeam']);
  const team = opened ? workspaces.hash(opened.slackTeam) : row.team;
  if (await model.exists({ team, tenant: { $ne: tenant } })) return;
  const { trouble: _trouble, dead: _dead, toldAt: _toldAt, terminatedAt: _terminatedAt, ...kept } = row;
  await model.deleteOne({ _id: row._id });
  await model.create([{ ...kept, ...restored, team }]);
}

/**
 * The door's part in an erasure. From the fence on no workspace leads to the tenant any more: what Slack still sends is
 * from someone unknown, and whoever installs the app again is a new customer. Before keys and rows go, the app is taken
 * out of the customer's Slack, or the Home of the person is cleared.
 */
export function erasureAtTheDoor(parts: {
  workspaces: Workspaces;
  addresses: Addresses;
  uninstallApp: UninstallApp;
  publishFarewell: PublishFarewell;
}): Service['erasure'] {
  const { workspaces, addresses, uninstallApp, publishFarewell } = parts;
  return {
    async onFence(tx, { tenant, user }) {
      if (user) {
        addresses.forget({ tenant, user });
        return;
      }
      await endInstallation(tx, tenant);
      workspaces.forget(tenant);
    },
    // Taken back: Slack is asked at once whether the app is in their workspace, and evidence that it is not begins anew.
    async onRelease(tx, { tenant }) {
      await restoreInstallation(tx, tenant, workspaces);
      workspaces.forget(tenant);
    },
    // Under keys of their own: what else waits of a key is not begun any more, and would keep them waiting.
    async onClose(tx, { tenant, user }) {
      const step = { coalesce: true, passesFence: true };
      if (user) tx.perform(publishFarewell, {}, { key: `farewell:${user}`, ...step });
      else tx.perform(uninstallApp, {}, { key: `farewell:${tenant}`, ...step });
    },
  };
}
