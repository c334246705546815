import { defineService, type Service } from '@crescendo/chassis';
import { deliveriesDropped, slackReceived, tenantInstalled, tenantReinstalled } from '@crescendo/contracts';
import { installAttempts } from './api/oauth/attempts.ts';
import { workspaceTenants } from './api/oauth/workspace-tenants.ts';
import { operatorActions } from './api/operator/actions.ts';
import { openings } from './api/operator/openings.ts';
import { receipts } from './api/receipts/receipts.ts';
import { edge } from './edge/routes.ts';
import { createAccept } from './edge/slack/accept.ts';
import { checkInstallation } from './effects/check-installation.ts';
import { publishFarewell } from './effects/publish-farewell.ts';
import { publishHome } from './effects/publish-home.ts';
import { sendMessage } from './effects/send-message.ts';
import { uninstallApp } from './effects/uninstall-app.ts';
import { onHomeChanged } from './handlers/on-home-changed.ts';
import { onMessageRequested } from './handlers/on-message-requested.ts';
import { onReceiptIssued } from './handlers/on-receipt-issued.ts';
import { installations } from './installations.ts';
import { checkInstallations } from './jobs/check-installations.ts';
import { keepKeysReady } from './jobs/keep-keys-ready.ts';
import { prepareKeys } from './keys-ahead.ts';
import { erasureAtTheDoor } from './leaving/erasure.ts';
import { evidenceRoute } from './leaving/evidence-route.ts';
import { showUnreachable } from './leaving/unreachable-gauges.ts';
import { createAddresses } from './outbound/sender/addresses.ts';
import { createChannels } from './outbound/sender/channels.ts';
import { createSlackApi } from './outbound/slack/client.ts';
import { createRateLimits } from './outbound/slack/rate-limits.ts';
import type { GatewaySettings } from './settings.ts';
import { createWorkspaces } from './workspaces.ts';

/** The only door: all Slack traffic in and out, and the only holder of Slack's tokens. */
export function gateway(settings: GatewaySettings): Service {
  const workspaces = createWorkspaces(settings.TEAM_INDEX_KEY);
  const slack = createSlackApi({ url: settings.SLACK_API_URL, limits: createRateLimits(settings.SLACK_LIMITS) });
  const addresses = createAddresses();
  const sending = sendMessage({ slack, addresses, channels: createChannels(slack) });
  const showing = publishHome({ slack, addresses });
  const leaving = {
    uninstallApp: uninstallApp({ slack, workspaces, settings }),
    publishFarewell: publishFarewell({ slack, addresses }),
  };

  return defineService({
    name: 'gateway',
    collections: [installations, workspaceTenants, installAttempts, operatorActions, openings, receipts],
    handlers: [onMessageRequested(sending), onHomeChanged(showing), onReceiptIssued],
    effects: [sending, showing, checkInstallation(slack), leaving.uninstallApp, leaving.publishFarewell],
    jobs: [keepKeysReady(workspaces), checkInstallations(slack)],
    routes: [evidenceRoute({ slack, workspaces })],
    edge: edge({ settings, workspaces, slack, accept: createAccept() }),
    publishes: [slackReceived, deliveriesDropped, tenantInstalled, tenantReinstalled],
    opens: ['message'],
    erasure: erasureAtTheDoor({ workspaces, addresses, ...leaving }),
    async warmUp(service) {
      showUnreachable(service);
      await prepareKeys(service, await workspaces.all(service));
    },
  });
}
