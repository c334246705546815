import { deadLetterShowResponse, openingCommand, openLetterResponse } from '@crescendo/contracts';
import type { Router } from 'express';
import { z } from 'zod';
import { asked, type OperatorDoor, readAs } from './asked.ts';
import { approve, askToOpen, openOpenings, readOnce } from './openings.ts';

const named = z.object({ id: z.string().min(1).max(100) });

/** The content of a dead letter, for an operator who gives a reason, with a second operator's approval. */
export function openingRoutes(router: Router, door: OperatorDoor): void {
  const { service } = door;

  router.get(
    '/operator/openings',
    asked(door, {
      action: 'openings-listed',
      read: (request) => readAs(z.object({ mine: z.literal('true').optional() }), request.query),
      async answer({ mine }, operator) {
        const all = await openOpenings(service);
        return { openings: mine ? all.filter(({ askedBy }) => askedBy === operator) : all };
      },
    }),
  );

  router.post(
    '/operator/openings',
    asked(door, {
      action: 'opening-asked',
      read: (request) => readAs(openingCommand, request.body),
      async answer({ service: of, letter, reason }, askedBy) {
        // So that nobody approves an opening of something that does not exist.
        const shown = { operator: askedBy, body: { id: letter }, response: deadLetterShowResponse };
        await service.call(of, '/dead-letters/show', shown);
        return await askToOpen(service, { service: of, letter, reason, askedBy });
      },
    }),
  );

  router.post(
    '/operator/openings/:id/approve',
    asked(door, {
      action: 'opening-approved',
      read: (request) => readAs(named, request.params),
      answer: ({ id }, operator) => approve(service, { id, operator }),
    }),
  );

  router.post(
    '/operator/openings/:id/content',
    asked(door, {
      action: 'dead-letter-opened',
      read: (request) => readAs(named, request.params),
      answer: ({ id }, operator) =>
        readOnce(service, { id, operator }, ({ service: of, letter, approvedBy }) => {
          const body = { id: letter, opening: id, approvedBy };
          return service.call(of, '/dead-letters/open', { operator, body, response: openLetterResponse });
        }),
    }),
  );
}
