import express, { type Router } from 'express';
import { commandRoute } from './commands/route.ts';
import { eventRoute } from './events/route.ts';
import { interactionRoute } from './interactions/route.ts';
import { signed } from './signed.ts';
import type { SlackEdge } from './slack-edge.ts';

/**
 * The routes that Slack calls. We read each request only as far as the allow-list says, and answer once it is stored.
 */
export function slackRouter(edge: SlackEdge): Router {
  const router = express.Router();
  router.post('/slack/events', signed(edge, eventRoute(edge)));
  router.post('/slack/commands', signed(edge, commandRoute(edge)));
  router.post('/slack/interactions', signed(edge, interactionRoute(edge)));
  return router;
}
