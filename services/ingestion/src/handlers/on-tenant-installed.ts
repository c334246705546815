import { on } from '@crescendo/chassis';
import { tenantInstalled } from '@crescendo/contracts';
import { rosterSyncs } from '../roster-syncs.ts';
import { noSeats } from '../seats.ts';

/** A workspace installed the app: its roster is read from now on. */
export const onTenantInstalled = on(tenantInstalled, {
  async handle(_event, tx) {
    const { tenant } = tx;
    const syncs = tx.model(rosterSyncs);
    if (await syncs.exists({ _id: tenant, tenant })) return;
    const due = { phase: 'idle' as const, run: '', step: 0, dueAt: tx.now, failures: 0, again: false };
    const nothingCounted = { counted: 0, seats: noSeats, listed: noSeats };
    await syncs.create([{ _id: tenant, tenant, ...due, ...nothingCounted }]);
  },
});
