import express, { type Router } from 'express';
import { z } from 'zod';
import { post } from '../deliveries/deliver.ts';
import { forgedBody, sendForged } from '../deliveries/forge.ts';
import { ImpossibleAct } from '../person/outcome.ts';
import type { SimulatedSlack } from '../slack.ts';
import { bodyOf, route } from './route.ts';

const letGoBody = z.strictObject({ team: z.string().optional() });
const listQuery = z.object({ team: z.string().optional(), what: z.string().optional() });

/** Lists deliveries to the app, repeats one byte for byte, and sends forged ones. */
export function deliveryRoutes(slack: SimulatedSlack): Router {
  const router = express.Router();
  router.get(
    '/',
    route((request) => {
      const { team, what } = listQuery.parse(request.query);
      return slack.deliveries
        .list()
        .filter((delivery) => (!team || delivery.teamId === team) && (!what || delivery.what === what));
    }),
  );
  router.post(
    '/:id/replay',
    route((request) => {
      const delivery = slack.deliveries.find(String(request.params.id));
      if (!delivery) throw new ImpossibleAct('This delivery no longer exists.');
      return post(slack, { ...delivery, ...delivery.request });
    }),
  );
  router.post(
    '/let-go',
    route(async (request) => ({ deliveries: await slack.events.letGo(bodyOf(request, letGoBody).team) })),
  );
  router.post(
    '/forged',
    route((request) => sendForged(slack, bodyOf(request, forgedBody))),
  );
  return router;
}
