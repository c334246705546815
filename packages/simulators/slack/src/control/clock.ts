import express, { type Router } from 'express';
import { z } from 'zod';
import { ImpossibleAct } from '../person/outcome.ts';
import type { SimulatedSlack } from '../slack.ts';
import { bodyOf, route } from './route.ts';

const moveBody = z.union([
  z.strictObject({ to: z.iso.datetime() }),
  z.strictObject({ byMilliseconds: z.int().positive() }),
]);

/** How far, or to which moment (ISO 8601, UTC), to move the clock forward. */
export type ClockMove = z.input<typeof moveBody>;

/** Tells the time in this world, and moves it forward where that is possible. */
export function clockRoutes(slack: SimulatedSlack): Router {
  const { clock } = slack;
  const router = express.Router();
  const tell = () => ({ now: new Date(clock.now()).toISOString() });
  router.get('/', route(tell));
  router.post(
    '/',
    route(async (request) => {
      const move = bodyOf(request, moveBody);
      const to = 'to' in move ? Date.parse(move.to) : clock.now() + move.byMilliseconds;
      if (!clock.moveTo) throw new ImpossibleAct('The time of this Slack cannot be moved: it was given no clock file.');
      await clock.moveTo(to).catch((error: unknown) => {
        throw new ImpossibleAct(error instanceof Error ? error.message : 'The clock could not be moved.');
      });
      return tell();
    }),
  );
  return router;
}
