import type { ServiceContext } from '@crescendo/chassis';
import { newId, tenantInstalled, transient } from '@crescendo/contracts';
import { installations } from '../installations.ts';
import type { Grant } from './exchange.ts';

/**
 * Keeps what a workspace granted, sealed. A workspace that is known stays the same tenant and gets the new token; what is
 * new, or was revoked, is announced. Returns the tenant. Throws a retriable Failure `installed-meanwhile` when the same
 * workspace was installed for the first time twice at once.
 *
 * @param at when the installation was granted at the latest: what Slack sends later belongs to it
 */
export async function keepInstallation(
  service: ServiceContext,
  grant: Grant & { teamHash: string },
  at: Date,
): Promise<string> {
  const { teamHash: team, team: slackTeam, token, scopes } = grant;
  const known = await service.model(installations).findOne({ team }, { tenant: 1 }).lean();
  const tenant = known?.tenant ?? newId('tenant');
  await service.transact({ tenant, publishes: [tenantInstalled] }, async (tx) => {
    const model = tx.model(installations);
    const before = await model.findOne({ team }).lean();
    if (before && before.tenant !== tenant)
      throw transient('installed-meanwhile', 'The workspace was installed at the same time somewhere else.');
    const { _id, ...fields } = await tx.seal(installations, {
      _id: before?._id ?? newId('installation'),
      tenant,
      team,
      slackTeam,
      token,
      scopes,
      status: 'active',
      version: (before?.version ?? 0) + 1,
      installedAt: before?.installedAt ?? at,
      renewedAt: at,
    });
    if (before) await model.updateOne({ _id }, { $set: fields });
    else await model.create([{ _id, ...fields }]);
    if (before?.status !== 'active') tx.publish(tenantInstalled, { scopes });
  });
  return tenant;
}
