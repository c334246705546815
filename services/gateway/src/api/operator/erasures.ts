import type { ServiceContext } from '@crescendo/chassis';
import {
  type ErasureForOperator,
  erasureCancelCommand,
  erasureCommand,
  erasureHoldCommand,
  erasureId,
  erasureItem,
  erasureListResponse,
  erasureRepeatCommand,
  erasureRepeatResponse,
  erasureScopes,
  erasureShowResponse,
  erasureStartResponse,
  permanent,
} from '@crescendo/contracts';
import type { Router } from 'express';
import { z } from 'zod';
import type { Workspaces } from '../../workspaces.ts';
import { asked, idOf, type OperatorDoor, readAs } from './asked.ts';

/** Longer than purge waits for the services that it asks. */
const SHOW_MS = 8_000;

const listQuery = z.object({
  scope: z.enum(erasureScopes).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});
const named = z.object({ id: erasureId });

/** Whom a command is about, by our own id: no record has Slack's id of a workspace. Throws `not-found`. */
async function withTenant(
  service: ServiceContext,
  workspaces: Workspaces,
  { grace, reason, ...which }: z.output<typeof erasureCommand>,
) {
  if ('tenant' in which) return { tenant: which.tenant, grace, reason };
  const workspace = await workspaces.find(service, which.team);
  if (!workspace) throw permanent('not-found', 'No customer has the app in that workspace now.');
  return { tenant: workspace.tenant, grace, reason };
}

/** Erasures: show progress, start a customer's, take one back. */
export function erasureRoutes(
  router: Router,
  door: OperatorDoor,
  { workspaces, publicUrl }: { workspaces: Workspaces; publicUrl: string },
): void {
  const { service } = door;

  router.get(
    '/operator/erasures',
    asked(door, {
      action: 'erasures-listed',
      read: (request) => readAs(listQuery, request.query),
      answer: (body, operator) =>
        service.call('purge', '/erasures/list', { operator, body, response: erasureListResponse }),
    }),
  );

  router.get(
    '/operator/erasures/:id',
    asked(door, {
      action: 'erasure-shown',
      read: (request) => readAs(named, request.params),
      async answer(body, operator): Promise<ErasureForOperator> {
        const asking = { operator, body, response: erasureShowResponse, deadlineMs: SHOW_MS };
        const shown = await service.call('purge', '/erasures/show', asking);
        const published = shown.receipt && shown.scope === 'tenant';
        return published ? { ...shown, receiptUrl: new URL(`/receipts/${shown.id}`, publicUrl).href } : shown;
      },
    }),
  );

  router.post(
    '/operator/erasures',
    asked(door, {
      action: 'erasure-started',
      read: (request) => withTenant(service, workspaces, readAs(erasureCommand, request.body)),
      answer({ tenant, grace }, operator, request) {
        const body = { id: idOf('erasure', { request, operator }), tenant, grace };
        return service.call('purge', '/erasures/start', { operator, body, response: erasureStartResponse });
      },
    }),
  );

  router.post(
    '/operator/erasures/repeat',
    asked(door, {
      action: 'erasures-repeated',
      read: (request) => readAs(erasureRepeatCommand, request.body),
      answer: ({ since }, operator) =>
        service.call('purge', '/erasures/repeat', { operator, body: { since }, response: erasureRepeatResponse }),
    }),
  );

  for (const [verb, action] of [
    ['hold', 'erasure-held'],
    ['release', 'erasure-released'],
  ] as const)
    router.post(
      `/operator/erasures/:id/${verb}`,
      asked(door, {
        action,
        read: (request) => ({ ...readAs(named, request.params), ...readAs(erasureHoldCommand, request.body) }),
        answer: ({ id }, operator) =>
          service.call('purge', `/erasures/${verb}`, { operator, body: { id }, response: erasureItem }),
      }),
    );

  router.post(
    '/operator/erasures/:id/cancel',
    asked(door, {
      action: 'erasure-cancelled',
      read: (request) => ({ ...readAs(named, request.params), ...readAs(erasureCancelCommand, request.body) }),
      answer: ({ id }, operator) =>
        service.call('purge', '/erasures/cancel', { operator, body: { id }, response: erasureItem }),
    }),
  );
}
