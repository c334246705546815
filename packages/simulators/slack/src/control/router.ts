import express, { type Router } from 'express';
import { z } from 'zod';
import { deliver } from '../deliveries/deliver.ts';
import { verificationToken } from '../deliveries/verification-token.ts';
import { allow, mayInstall, readAuthorizeRequest } from '../oauth/authorize.ts';
import { ImpossibleAct } from '../person/outcome.ts';
import type { SimulatedSlack } from '../slack.ts';
import { findWorkspace } from '../state/find.ts';
import { personRoutes } from './as-person.ts';
import { clockRoutes } from './clock.ts';
import { conditionRoutes } from './conditions.ts';
import { deliveryRoutes } from './deliveries.ts';
import { bodyOf, route } from './route.ts';
import { workspaceRoutes } from './workspaces.ts';

const authorizeBody = z.strictObject({
  /** The address to which the app sent the browser, with its query. */
  url: z.string(),
  teamId: z.string(),
  /** Who allows it. Default: the workspace's owner. */
  userId: z.string().optional(),
});

/** The Control API under `/sim/`: for tests, the demo's world, and the page. */
export function controlRouter(slack: SimulatedSlack): Router {
  const router = express.Router();
  router.use(express.json({ limit: '5mb' }));
  router.get(
    '/app',
    route(() => ({ appUrl: slack.settings.appUrl, clientId: slack.settings.clientId })),
  );
  router.post(
    '/authorize',
    route((request) => ({ redirectTo: authorize(slack, bodyOf(request, authorizeBody)) })),
  );
  router.post(
    '/verify-url',
    route(() => verifyUrl(slack)),
  );
  router.use('/workspaces', workspaceRoutes(slack));
  router.use('/workspaces/:team/people/:user', personRoutes(slack));
  router.use('/conditions', conditionRoutes(slack));
  router.use('/clock', clockRoutes(slack));
  router.use('/deliveries', deliveryRoutes(slack));
  return router;
}

/** Presses Allow on the authorisation page in somebody's name. */
function authorize(slack: SimulatedSlack, given: z.output<typeof authorizeBody>): string {
  const asked = readAuthorizeRequest(slack, new URL(given.url).searchParams);
  if (typeof asked === 'string') throw new ImpossibleAct(`Slack shows no Allow button: ${asked}.`);
  const workspace = findWorkspace(slack, given.teamId);
  const person = workspace?.people.find((each) => (given.userId ? each.id === given.userId : mayInstall(each)));
  if (!workspace || !person || !mayInstall(person)) throw new ImpossibleAct('Nobody there may install apps.');
  return allow(slack, asked, { workspace, person });
}

/** Slack's check of an events address: it must answer the challenge. */
async function verifyUrl(slack: SimulatedSlack): Promise<{ verified: boolean }> {
  const challenge = crypto.randomUUID();
  const token = verificationToken(slack.settings.signingSecret);
  const delivered = await deliver(slack, {
    path: 'events',
    what: 'url_verification',
    teamId: '',
    body: JSON.stringify({ token, challenge, type: 'url_verification' }),
    contentType: 'application/json',
  });
  return { verified: !delivered.failure && delivered.body.includes(challenge) };
}
