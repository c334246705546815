import type { ServiceContext } from '@crescendo/chassis';
import express, { type Router } from 'express';
import { oauthRouter } from './oauth/routes.ts';
import { createOperators } from './operator/operators.ts';
import { operatorRouter } from './operator/router.ts';
import { frontPage } from './pages/front.ts';
import { notFound } from './pages/not-found.ts';
import { slackProxy } from './proxy/router.ts';
import { receiptRoutes } from './receipts/routes.ts';
import type { GatewaySettings } from './settings.ts';
import type { Accept } from './slack/accept.ts';
import type { SlackApi } from './slack/api/client.ts';
import { refusals } from './slack/refusals.ts';
import { slackRouter } from './slack/router.ts';
import type { Workspaces } from './workspaces.ts';

/** All that is open to the outside. */
export const edge =
  (parts: { settings: GatewaySettings; workspaces: Workspaces; slack: SlackApi; accept: Accept }) =>
  (service: ServiceContext): Router => {
    const router = express.Router();
    router.get('/', frontPage);
    router.use(receiptRoutes({ service, keysFile: parts.settings.RECEIPT_KEYS_FILE }));
    router.use(oauthRouter({ service, ...parts }));
    router.use(slackRouter({ service, secret: parts.settings.SLACK_SIGNING_SECRET, ...parts }));
    router.use(slackProxy({ service, ...parts }));
    const { OPERATOR_JWKS_FILE: operatorKeys, PUBLIC_URL: publicUrl } = parts.settings;
    if (operatorKeys)
      router.use(operatorRouter({ service, operators: createOperators(operatorKeys) }, { ...parts, publicUrl }));
    router.use(notFound);
    router.use(refusals(service));
    return router;
  };
