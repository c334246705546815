import {
  allArchivesResponse,
  archiveEraseCommand,
  archiveEraseResponse,
  archiveListResponse,
  archiveRequest,
  services,
} from '@crescendo/contracts';
import type { Router } from 'express';
import { asked, type OperatorDoor, readAs } from './asked.ts';

/** What stays of erased customers: operators can read it, and erase it too if a request covers it (P09). */
export function archiveRoutes(router: Router, door: OperatorDoor): void {
  const { call } = door.service;

  router.get(
    '/operator/archive/:tenant',
    asked(door, {
      action: 'archive-read',
      read: (request) => readAs(archiveRequest, request.params),
      async answer({ tenant }, operator) {
        const asking = { operator, body: { tenant }, response: archiveListResponse };
        const all = services.map(async (service) => ({ service, ...(await call(service, '/archive/list', asking)) }));
        return allArchivesResponse.parse({ services: await Promise.all(all) });
      },
    }),
  );

  // If a service is away this fails and can be repeated: rows already erased do no harm.
  router.post(
    '/operator/archive/:tenant/erase',
    asked(door, {
      action: 'archive-erased',
      read: (request) => ({ ...readAs(archiveRequest, request.params), ...readAs(archiveEraseCommand, request.body) }),
      async answer({ tenant }, operator) {
        const asking = { operator, body: { tenant }, response: archiveEraseResponse };
        const all = await Promise.all(services.map((service) => call(service, '/archive/erase', asking)));
        return archiveEraseResponse.parse({ erased: all.reduce((sum, { erased }) => sum + erased, 0) });
      },
    }),
  );
}
