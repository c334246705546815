import { effect } from '@crescendo/chassis';
import { tenantTerminated } from '@crescendo/contracts';
import { installationCheck } from '../leaving/installation-check.ts';
import { noteLook } from '../leaving/relationship-changes.ts';
import { askTokenState } from '../leaving/token-state.ts';
import type { SlackApi } from '../outbound/slack/client.ts';

/**
 * Asks Slack about a token after Slack reported that the app was removed. If Slack does not confirm it, the report is
 * kept until Slack says that the token works, or the hourly check finds it dead.
 */
export const checkInstallation = (slack: SlackApi) =>
  effect({
    ...installationCheck,
    whenUnknown: () => 'send-again',
    publishes: [tenantTerminated],
    async perform(_args, { service, tenant, signal }) {
      const state = await askTokenState({ service, slack }, { tenant, signal });
      if (state?.look.token === 'alive') service.metrics.refused.inc({ code: 'token-alive' });
      return state;
    },
    async settle(outcome, _args, tx) {
      if (outcome.kind === 'known' && outcome.result) await noteLook(tx, outcome.result);
    },
  });
