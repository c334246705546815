import { vi } from 'vitest';
import { erasures } from '../../services/purge/src/erasures/erasures.ts';
import { serviceDatabase } from './service-database.ts';
import { tenantOf } from './stored.ts';
import type { InstalledWorkspace } from './workspace.ts';

const ERASED_WITHIN_MS = 240_000;

/** Removes the app as the workspace's administrator does; resolves to the former tenant when everything is erased. */
export async function leave({ slack, detail }: InstalledWorkspace): Promise<string> {
  const tenant = await tenantOf(detail.id);
  await slack.uninstallApp(detail.id);
  await untilErased(tenant);
  return tenant;
}

/** Waits until everything about a customer whose relationship has ended is erased. */
export async function untilErased(tenant: string): Promise<void> {
  const database = await serviceDatabase('purge');
  try {
    await vi.waitFor(
      async () => {
        const erasure = await database.model(erasures).findOne({ tenant, scope: 'tenant' }).lean();
        if (erasure?.state !== 'done') throw new Error(`the erasure is ${erasure?.state ?? 'not begun'}`);
      },
      { timeout: ERASED_WITHIN_MS, interval: 500 },
    );
  } finally {
    await database.close();
  }
}
