import type { ServiceContext } from '@crescendo/chassis';
import { Failure, readinessResponse, services } from '@crescendo/contracts';
import express, { type Router } from 'express';
import type { Workspaces } from '../../workspaces.ts';
import { archiveRoutes } from './archive.ts';
import { asked } from './asked.ts';
import { deadLetterRoutes } from './dead-letters.ts';
import { erasureRoutes } from './erasures.ts';
import { openingRoutes } from './opening-routes.ts';
import type { Operators } from './operators.ts';
import { statisticsRoutes } from './statistics.ts';
import { unreachableRoutes } from './unreachable.ts';

/** What Crescendo's own staff may ask from their command line. Every request is recorded. */
export function operatorRouter(
  door: { service: ServiceContext; operators: Operators },
  parts: { workspaces: Workspaces; publicUrl: string },
): Router {
  const router = express.Router();
  router.use('/operator', express.json({ limit: '64kb' }), (_request, response, next) => {
    // Whoever reads how long something lasts counts from here, also where the clock was moved.
    response.setHeader('date', door.service.clock.now().toUTCString());
    next();
  });

  router.get(
    '/operator/status',
    asked(door, {
      action: 'status-read',
      read: () => ({}),
      answer: async (_about, operator) => ({
        services: await Promise.all(services.map((service) => readinessOf(door.service, service, operator))),
      }),
    }),
  );
  deadLetterRoutes(router, door);
  openingRoutes(router, door);
  archiveRoutes(router, door);
  erasureRoutes(router, door, parts);
  statisticsRoutes(router, door);
  unreachableRoutes(router, door);
  return router;
}

async function readinessOf(context: ServiceContext, service: (typeof services)[number], operator: string) {
  try {
    const call = { operator, body: {}, response: readinessResponse };
    const { reasons } = await context.call(service, '/internal/readiness', call);
    return { service, ready: Object.keys(reasons).length === 0, reasons };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { service, ready: false, reasons: { service: error.code } };
  }
}
