import { effect, type Tx } from '@crescendo/chassis';
import { tenantTerminated } from '@crescendo/contracts';
import { installations } from '../installations.ts';
import { installationCheck } from '../leaving/installation-check.ts';
import { askTokenState } from '../leaving/token-state.ts';
import type { SlackApi } from '../slack/api/client.ts';

/**
 * Asks Slack whether the app is still in a workspace. When the token is dead, and was not renewed meanwhile, the
 * relationship ended. When it lives, whoever said otherwise was wrong, and the installation is as it was.
 */
export const checkInstallation = (slack: SlackApi) =>
  effect({
    ...installationCheck,
    whenUnknown: () => 'send-again',
    publishes: [tenantTerminated],
    async perform(_args, { service, tenant, signal }) {
      const state = await askTokenState({ service, slack }, { tenant, signal });
      if (state?.token === 'alive') service.metrics.refused.inc({ code: 'token-alive' });
      return state;
    },
    async settle(outcome, { at }, tx) {
      const state = outcome.kind === 'known' ? outcome.result : undefined;
      if (state?.token === 'dead') await terminate(tx, { version: state.version, at });
      if (state?.token === 'alive') await takeUp(tx, state.version);
    },
  });

/** Says that the relationship ended: once, until the app is installed again. The 48 hours run from `at`. */
async function terminate(tx: Tx<typeof tenantTerminated>, { version, at }: { version: number; at: number }) {
  const relationship = {
    tenant: tx.tenant,
    version,
    status: { $ne: 'ended' as const },
    terminatedAt: { $exists: false },
  };
  const end = { $set: { status: 'revoked' as const, terminatedAt: new Date(at) } };
  const { modifiedCount } = await tx.model(installations).updateOne(relationship, end);
  if (modifiedCount > 0) tx.publish(tenantTerminated, { why: 'uninstalled', at, grace: 'default' });
}

async function takeUp(tx: Tx<typeof tenantTerminated>, version: number) {
  const mistaken = { tenant: tx.tenant, version, status: 'revoked' as const };
  await tx.model(installations).updateOne(mistaken, { $set: { status: 'active' as const } });
}
