import type { ServiceContext } from '@crescendo/chassis';
import express, { type Router } from 'express';
import { oauthRouter } from '../api/oauth/routes.ts';
import { createOperators } from '../api/operator/operators.ts';
import { operatorRouter } from '../api/operator/router.ts';
import { frontPage } from '../api/pages/front.ts';
import { notFound } from '../api/pages/not-found.ts';
import { receiptRoutes } from '../api/receipts/routes.ts';
import { slackProxy } from '../outbound/proxy/router.ts';
import type { SlackApi } from '../outbound/slack/client.ts';
import type { GatewaySettings } from '../settings.ts';
import type { Workspaces } from '../workspaces.ts';
import type { Accept } from './slack/accept.ts';
import { refusals } from './slack/refusals.ts';
import { slackRouter } from './slack/router.ts';

/** Every route that is open to the outside. */
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
