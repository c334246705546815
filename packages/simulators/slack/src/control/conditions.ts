import express, { type Router } from 'express';
import { conditionSchema } from '../conditions.ts';
import type { SimulatedSlack } from '../slack.ts';
import { bodyOf, route } from './route.ts';

/** The conditions: list, set, remove one or all. */
export function conditionRoutes(slack: SimulatedSlack): Router {
  const router = express.Router();
  router.get(
    '/',
    route(() => slack.conditions.list()),
  );
  router.post(
    '/',
    route((request) => slack.conditions.set(bodyOf(request, conditionSchema))),
  );
  router.delete(
    '/',
    route(() => slack.conditions.clear()),
  );
  router.delete(
    '/:id',
    route((request) => ({ removed: slack.conditions.remove(String(request.params.id)) })),
  );
  return router;
}
