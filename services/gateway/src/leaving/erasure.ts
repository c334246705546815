import { createHash } from 'node:crypto';
import type { Service, Tx } from '@crescendo/chassis';
import { tenantTerminated } from '@crescendo/contracts';
import { workspaceTenants } from '../api/oauth/workspace-tenants.ts';
import type { PublishFarewell } from '../effects/publish-farewell.ts';
import type { UninstallApp } from '../effects/uninstall-app.ts';
import { installations } from '../installations.ts';
import type { Addresses } from '../outbound/sender/addresses.ts';
import type { Workspaces } from '../workspaces.ts';
import { restoreInstallation } from './restore-installation.ts';

/** Replaces the hash of a team: the hash of no team. */
const noTeam = (tenant: string): string => createHash('sha256').update(tenant).digest('base64url');

async function endInstallation(tx: Pick<Tx, 'model'>, tenant: string): Promise<void> {
  await tx.model(workspaceTenants).deleteMany({ tenant });
  const model = tx.model(installations);
  const row = await model.findOne({ tenant }).lean();
  if (!row) return;
  // Not an update: the embedded database would keep the former value in its unique index.
  await model.deleteOne({ _id: row._id });
  await model.create([{ ...row, team: noTeam(tenant), status: 'ended' }]);
}

/**
 * The gateway's part in an erasure. From the fence on no workspace leads to the tenant: Slack's requests come from an
 * unknown workspace, and a new installation makes a new customer. Before keys and rows are deleted, the app is
 * uninstalled from the customer's Slack, or the person's Home is cleared.
 */
export function erasureAtTheDoor(parts: {
  workspaces: Workspaces;
  addresses: Addresses;
  uninstallApp: UninstallApp;
  publishFarewell: PublishFarewell;
}): Service['erasure'] {
  const { workspaces, addresses, uninstallApp, publishFarewell } = parts;
  return {
    publishes: [tenantTerminated],
    async onFence(tx, { tenant, user }) {
      if (user) {
        addresses.forget({ tenant, user });
        return;
      }
      await endInstallation(tx, tenant);
      workspaces.forget(tenant);
    },
    async onRelease(tx, { tenant, user }) {
      if (user) return;
      await restoreInstallation(tx, workspaces);
      workspaces.forget(tenant);
    },
    // With ordering keys of their own: other effects of the same key no longer start, and would block these.
    async onClose(tx, { tenant, user }) {
      const step = { coalesce: true, passesFence: true };
      if (user) tx.perform(publishFarewell, {}, { key: `farewell:${user}`, ...step });
      else tx.perform(uninstallApp, {}, { key: `farewell:${tenant}`, ...step });
    },
  };
}
