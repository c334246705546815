import { on } from '@crescendo/chassis';
import { tenantInstalled } from '@crescendo/contracts';
import { rosterSyncs } from '../roster-syncs.ts';

/** A workspace is there: its roster is read from now on. */
export const onTenantInstalled = on(tenantInstalled, {
  async handle(_event, tx) {
    const { tenant } = tx;
    const syncs = tx.model(rosterSyncs);
    if (await syncs.exists({ _id: tenant, tenant })) return;
    const start = { phase: 'idle' as const, run: '', step: 0, dueAt: tx.now, failures: 0, counted: 0 };
    await syncs.create([{ _id: tenant, tenant, ...start }]);
  },
});
