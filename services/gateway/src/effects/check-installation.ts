import { effect } from '@crescendo/chassis';
import { tenantTerminated } from '@crescendo/contracts';
import { installations } from '../installations.ts';
import { installationCheck } from '../leaving/installation-check.ts';
import { terminate } from '../leaving/terminate.ts';
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
      if (!state) return;
      const { token, version } = state;
      if (token === 'dead')
        await terminate(tx, { why: 'uninstalled', at: new Date(at), grace: 'default' }, { version });
      else
        await tx
          .model(installations)
          .updateOne({ tenant: tx.tenant, version, status: 'revoked' }, { $set: { status: 'active' as const } });
    },
  });
