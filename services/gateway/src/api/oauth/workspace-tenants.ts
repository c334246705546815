import { collection, insertOnce, type ServiceContext } from '@crescendo/chassis';
import { index, newId, plain, tenantId } from '@crescendo/contracts';
import { z } from 'zod';
import { installations } from '../../installations.ts';

/**
 * Which tenant a workspace is, from before its first installation is stored until its erasure begins. So an
 * installation uses the keys of the same tenant, however often it is retried and whoever installs at the same time.
 */
export const workspaceTenants = collection({
  name: 'workspaceTenants',
  schema: z.object({
    _id: tenantId,
    tenant: tenantId,
    team: index({
      subject: 'tenant',
      category: 'credential',
      purpose: 'operation',
      basis: 'contract',
      retention: 'until the relationship ends, then 48 hours',
      about: "The workspace's Slack ID, to find the tenant by that it becomes",
    }),
    since: plain(z.date()),
  }),
  indexes: [{ fields: { team: 1 }, unique: true }, { fields: { tenant: 1 } }],
});

/** The tenant of a workspace, found by the keyed hash of its Slack ID; a workspace without a tenant gets one. */
export async function settleTenant(service: ServiceContext, team: string, at: Date): Promise<string | undefined> {
  const installed = await service.model(installations).findOne({ team }, { tenant: 1 }).lean();
  if (installed) return installed.tenant;
  const tenants = service.model(workspaceTenants);
  const find = () => tenants.findOne({ team }, { tenant: 1 }).lean();
  const settled = await find();
  if (settled) return settled.tenant;
  const tenant = newId('tenant');
  await insertOnce(tenants, [{ _id: tenant, tenant, team, since: at }]);
  return (await find())?.tenant;
}
