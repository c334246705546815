import type { ServiceContext } from '@crescendo/chassis';
import { newId, tenantInstalled, tenantReinstalled, transient } from '@crescendo/contracts';
import { installations, noTrouble } from '../../installations.ts';
import { CHECK_EVERY_MS } from '../../leaving/relationship.ts';
import type { Grant } from './exchange.ts';
import { settleTenant, workspaceTenants } from './workspace-tenants.ts';

const meanwhile = () => transient('installed-meanwhile', 'The workspace was erased at the same time.');

/**
 * Stores a workspace's grant, sealed, and returns the tenant. A known workspace keeps its tenant and gets the new
 * token, even if it had left, as long as nothing is erased; an event tells purge. After the fence a workspace no longer
 * leads to its former tenant and comes back as a new one. New and returning tenants are announced. Throws a retriable
 * Failure `installed-meanwhile` when the workspace was fenced at this moment.
 *
 * @param at a time not before the grant: what Slack sends after it belongs to this installation
 */
export async function keepInstallation(
  service: ServiceContext,
  grant: Grant & { teamHash: string; enterpriseHash: string | undefined },
  at: Date,
): Promise<string> {
  const { teamHash: team, enterpriseHash: enterprise, team: slackTeam, token, scopes } = grant;
  const tenant = await settleTenant(service, team, at);
  if (!tenant) throw meanwhile();
  const publishes = [tenantInstalled, tenantReinstalled];
  await service.transact({ tenant, publishes, passesFence: true }, async (tx) => {
    const model = tx.model(installations);
    const before = await model.findOne({ team }).lean();
    const isTheirs = before ? before.tenant === tenant : await tx.model(workspaceTenants).exists({ tenant, team });
    if (!isTheirs) throw meanwhile();
    const { _id, ...fields } = await tx.seal(installations, {
      _id: before?._id ?? newId('installation'),
      tenant,
      team,
      ...(enterprise && { enterprise }),
      slackTeam,
      token,
      scopes,
      status: 'active',
      version: (before?.version ?? 0) + 1,
      installedAt: before?.installedAt ?? at,
      renewedAt: at,
      checkAt: new Date(at.getTime() + CHECK_EVERY_MS),
    });
    const gone = { ...noTrouble, ...(!enterprise && { enterprise: 1 as const }) };
    if (before) await model.updateOne({ _id }, { $set: fields, $unset: gone });
    else await model.create([{ _id, ...fields }]);
    if (before) tx.publish(tenantReinstalled, { at: at.getTime() });
    if (before?.status !== 'active') tx.publish(tenantInstalled, { scopes });
  });
  return tenant;
}
