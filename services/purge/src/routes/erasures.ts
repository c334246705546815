import { type OperatorRoute, operatorRoute } from '@crescendo/chassis';
import { erasureListRequest, erasureListResponse, erasureShowRequest, erasureShowResponse } from '@crescendo/contracts';
import { listErasures } from '../erasures/burn-down-list.ts';
import { showErasure } from '../erasures/burn-down-show.ts';
import { answersOf, toItem } from '../erasures/burn-down-waits.ts';

/** Erasures and their progress. */
export const erasureRoutes: readonly OperatorRoute[] = [
  operatorRoute({
    method: 'post',
    path: '/erasures/list',
    from: ['gateway'],
    body: erasureListRequest,
    response: erasureListResponse,
    async handle({ body, service }) {
      const { page, next } = await listErasures(service, body);
      const known = { answers: await answersOf(service, page), now: service.clock.now() };
      return { items: page.map((erasure) => toItem(erasure, known)), ...(next !== undefined && { next }) };
    },
  }),
  operatorRoute({
    method: 'post',
    path: '/erasures/show',
    from: ['gateway'],
    body: erasureShowRequest,
    response: erasureShowResponse,
    handle: ({ body: { id }, caller: { operator }, service }) => showErasure(service, { id, operator }),
  }),
];
