import express, { type Router } from 'express';
import { z } from 'zod';
import type { SlackEvent } from '../deliveries/envelope.ts';
import type { SimulatedSlack } from '../slack.ts';
import type { Workspace } from '../state/state.ts';
import { createWorkspace } from '../state/workspaces.ts';
import { revokeBotToken, revokeUserToken, uninstallApp } from '../workspace/lifecycle.ts';
import { changePerson, join } from '../workspace/people.ts';
import { bodyOf, personOf, route, workspaceOf } from './route.ts';

const kind = z.enum([
  'owner',
  'admin',
  'member',
  'guest',
  'single-channel-guest',
  'bot',
  'workflow-bot',
  'connector-bot',
]);
const origin = z.strictObject({
  teamId: z.string(),
  enterpriseId: z.string().optional(),
  calledStranger: z.boolean().optional(),
  memberHere: z.boolean().optional(),
});
const odd = z.strictObject({ profile: z.null(), tz: z.null(), locale: z.null(), updated: z.number().nullable() });

const personFields = z.strictObject({
  kind,
  displayName: z.string(),
  title: z.string(),
  pronouns: z.string(),
  email: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  deactivated: z.boolean(),
  invited: z.boolean(),
  forgotten: z.boolean(),
  origin,
  odd: odd.partial(),
});

const personSpec = personFields.partial().extend({ realName: z.string().min(1), handle: z.string().optional() });
const personChanges = personFields.extend({ realName: z.string().min(1) }).partial();

const workspaceSpec = z.strictObject({
  name: z.string().min(1),
  domain: z.string().optional(),
  enterprise: z.strictObject({ id: z.string(), name: z.string() }).optional(),
  people: z.array(personSpec).default([]),
});

const silently = z.boolean().optional();
const uninstallBody = z.strictObject({ first: z.enum(['app_uninstalled', 'tokens_revoked']).optional(), silently });
const eventBody = z.strictObject({ event: z.looseObject({ type: z.string() }) });

/** Workspaces, their people, and whether the app is installed. */
export function workspaceRoutes(slack: SimulatedSlack): Router {
  const router = express.Router();
  router.get(
    '/',
    route(() => slack.state.workspaces.map(summary)),
  );
  router.post(
    '/',
    route((request) => detail(createWorkspace(slack, bodyOf(request, workspaceSpec)))),
  );
  router.get(
    '/:team',
    route((request) => detail(workspaceOf(slack, request))),
  );
  router.post(
    '/:team/people',
    route((request) => join(slack, workspaceOf(slack, request), bodyOf(request, personSpec))),
  );
  router.patch(
    '/:team/people/:user',
    route(async (request) => {
      const workspace = workspaceOf(slack, request);
      const person = personOf(workspace, request);
      await changePerson(slack, workspace, person, bodyOf(request, personChanges));
      return person;
    }),
  );
  router.post(
    '/:team/uninstall',
    route((request) => uninstallApp(slack, workspaceOf(slack, request), bodyOf(request, uninstallBody))),
  );
  router.post(
    '/:team/revoke-token',
    route((request) => {
      const options = bodyOf(request, z.strictObject({ silently: z.boolean().default(false) }));
      return revokeBotToken(slack, workspaceOf(slack, request), options);
    }),
  );
  router.post(
    '/:team/people/:user/revoke-token',
    route((request) => {
      const workspace = workspaceOf(slack, request);
      return revokeUserToken(slack, workspace, personOf(workspace, request));
    }),
  );
  router.post(
    '/:team/events',
    route(async (request) => {
      const event: SlackEvent = bodyOf(request, eventBody).event;
      return { eventId: await slack.events.publish(workspaceOf(slack, request), event) };
    }),
  );
  return router;
}

function summary(workspace: Workspace) {
  return {
    id: workspace.id,
    name: workspace.name,
    domain: workspace.domain,
    installed: workspace.installation !== undefined,
    people: workspace.people.length,
  };
}

function detail(workspace: Workspace) {
  return { ...summary(workspace), people: workspace.people, installation: workspace.installation };
}
