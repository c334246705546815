import express, { type Router } from 'express';
import { z } from 'zod';
import { click } from '../person/click.ts';
import { closeModal } from '../person/close.ts';
import { openApp } from '../person/open-home.ts';
import { say } from '../person/say.ts';
import { takeShortcut } from '../person/shortcut.ts';
import { submit } from '../person/submit.ts';
import type { SimulatedSlack } from '../slack.ts';
import { actorOf, bodyOf, personOf, route, workspaceOf } from './route.ts';
import { changeAfter, surfaceOf } from './surface.ts';

const answer = z.union([z.string(), z.array(z.string()), z.null()]);

const openBody = z.strictObject({ tab: z.enum(['home', 'messages']).default('home') });
const clickBody = z.strictObject({
  on: z.enum(['message', 'home', 'modal']),
  messageTs: z.string().optional(),
  actionId: z.string(),
  blockId: z.string().optional(),
  value: z.union([z.string(), z.array(z.string())]).optional(),
});
const submitBody = z.strictObject({
  answers: z.record(z.string(), z.record(z.string(), answer)).default({}),
});
const closeBody = z.strictObject({ all: z.boolean().default(false) });
const sayBody = z.strictObject({ text: z.string().min(1) });
const shortcutBody = z.strictObject({ callbackId: z.string().min(1).max(255), messageTs: z.string().optional() });
const surfaceQuery = z.object({
  after: z.coerce.number().int().optional(),
  waitSeconds: z.coerce.number().min(0).max(60).default(20),
});

/**
 * A person's acts in Slack and what they see of the app. Every act returns once the app has answered or its time is
 * over.
 */
export function personRoutes(slack: SimulatedSlack): Router {
  const router = express.Router({ mergeParams: true });
  router.post(
    '/open',
    route((request) => openApp(actorOf(slack, request), bodyOf(request, openBody).tab)),
  );
  router.post(
    '/click',
    route((request) => click(actorOf(slack, request), bodyOf(request, clickBody))),
  );
  router.post(
    '/submit',
    route((request) => submit(actorOf(slack, request), bodyOf(request, submitBody).answers)),
  );
  router.post(
    '/close',
    route((request) => closeModal(actorOf(slack, request), bodyOf(request, closeBody))),
  );
  router.post(
    '/say',
    route((request) => say(actorOf(slack, request), bodyOf(request, sayBody).text)),
  );
  router.post(
    '/shortcut',
    route((request) => takeShortcut(actorOf(slack, request), bodyOf(request, shortcutBody))),
  );
  router.get(
    '/surface',
    route(async (request) => {
      const workspace = workspaceOf(slack, request);
      const person = personOf(workspace, request);
      const { after, waitSeconds } = surfaceQuery.parse(request.query);
      if (after !== undefined) {
        await changeAfter(slack, { teamId: workspace.id, userId: person.id }, after, waitSeconds * 1000);
      }
      return surfaceOf(slack, workspace, person);
    }),
  );
  return router;
}
