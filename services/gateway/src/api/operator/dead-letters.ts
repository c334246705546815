import type { ServiceContext } from '@crescendo/chassis';
import {
  allGroupsResponse,
  deadLetterFilter,
  deadLetterGroupsResponse,
  deadLetterListResponse,
  deadLetterShowResponse,
  deadLetterStatus,
  Failure,
  redriveCommand,
  redriveResponse,
  redriveStatusResponse,
  type ServiceName,
  serviceName,
  services,
} from '@crescendo/contracts';
import type { Request, Router } from 'express';
import { z } from 'zod';
import { asked, idOf, type OperatorDoor, readAs } from './asked.ts';

/** Marking thousands of rows takes a while. */
const COMMAND_MS = 30_000;

const filterQuery = deadLetterFilter
  .omit({ ids: true })
  .extend({ id: z.union([z.string(), z.array(z.string())]).optional() });
const listQuery = filterQuery.extend({
  status: deadLetterStatus.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});
const groupsQuery = filterQuery.extend({ service: serviceName.optional() });

type Query = z.output<typeof filterQuery>;
const filterOf = ({ id, ...rest }: Query) => ({ ...rest, ...(id && { ids: [id].flat() }) });

const place = z.object({ service: serviceName });
const placeAndId = place.extend({ id: z.string().min(1).max(200) });
const pathOf = (request: Request) => readAs(placeAndId, request.params);

async function groupsOf(context: ServiceContext, service: ServiceName, asking: { operator: string; filter: object }) {
  const { operator, filter } = asking;
  try {
    const call = { operator, body: { filter }, response: deadLetterGroupsResponse };
    const { groups } = await context.call(service, '/dead-letters/groups', call);
    return { service, groups };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { service, groups: [], unavailable: error.code };
  }
}

/** Dead letters of all services: list, show, redrive and dismiss. */
export function deadLetterRoutes(router: Router, door: OperatorDoor): void {
  const { call } = door.service;

  router.get(
    '/operator/dead-letters',
    asked(door, {
      action: 'dead-letters-counted',
      read: (request) => readAs(groupsQuery, request.query),
      async answer({ service, ...query }, operator) {
        const filter = filterOf(query);
        const which = service ? [service] : services;
        const all = await Promise.all(which.map((each) => groupsOf(door.service, each, { operator, filter })));
        return allGroupsResponse.parse({ services: all });
      },
    }),
  );

  router.get(
    '/operator/dead-letters/:service',
    asked(door, {
      action: 'dead-letters-listed',
      read: (request) => ({ ...readAs(place, request.params), ...readAs(listQuery, request.query) }),
      answer({ service, status, limit, cursor, ...query }, operator) {
        const body = { filter: filterOf(query), status, limit, cursor };
        return call(service, '/dead-letters/list', { operator, body, response: deadLetterListResponse });
      },
    }),
  );

  router.get(
    '/operator/dead-letters/:service/:id',
    asked(door, {
      action: 'dead-letter-shown',
      read: pathOf,
      answer: ({ service, id }, operator) =>
        call(service, '/dead-letters/show', { operator, body: { id }, response: deadLetterShowResponse }),
    }),
  );

  router.post(
    '/operator/dead-letters/:service/redrive',
    asked(door, {
      action: 'redrive-asked',
      read: (request) => ({ ...readAs(place, request.params), ...readAs(redriveCommand, request.body) }),
      answer({ service, ...command }, operator, request) {
        const body = { ...command, id: idOf('redrive', { request, operator }) };
        const options = { operator, body, response: redriveResponse, deadlineMs: COMMAND_MS };
        return call(service, '/dead-letters/redrive', options);
      },
    }),
  );

  router.get(
    '/operator/redrives/:service/:id',
    asked(door, {
      action: 'redrive-followed',
      read: pathOf,
      answer: ({ service, id }, operator) =>
        call(service, '/dead-letters/redrive-status', { operator, body: { id }, response: redriveStatusResponse }),
    }),
  );
}
