import { anonymousStatisticsResponse } from '@crescendo/contracts';
import type { Router } from 'express';
import { asked, type OperatorDoor } from './asked.ts';

/** What people did in closed weeks, across all customers: published, and about no single customer (P10). */
export function statisticsRoutes(router: Router, door: OperatorDoor): void {
  router.get(
    '/operator/anonymous-statistics',
    asked(door, {
      action: 'statistics-read',
      read: () => ({}),
      answer: (_about, operator) =>
        door.service.call('analytics', '/anonymous-statistics', {
          operator,
          body: {},
          response: anonymousStatisticsResponse,
        }),
    }),
  );
}
