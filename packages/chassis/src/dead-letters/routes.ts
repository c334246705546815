import {
  deadLetterGroupsRequest,
  deadLetterGroupsResponse,
  deadLetterListRequest,
  deadLetterListResponse,
  deadLetterShowRequest,
  deadLetterShowResponse,
  openLetterRequest,
  openLetterResponse,
  permanent,
  redriveRequest,
  redriveResponse,
  redriveStatusRequest,
  redriveStatusResponse,
  type ServiceName,
} from '@crescendo/contracts';
import type { Keyring } from '@crescendo/keyring';
import { type OperatorRoute, operatorRoute } from '../http/route.ts';
import type { Store } from '../store/store.ts';
import { askRedrive, redriveStatus } from './ask.ts';
import { findLetter, groups, list, show } from './look.ts';
import { openContent } from './open-content.ts';

/** Every service's routes for its dead letters: for operators, through the gateway. */
export function deadLetterRoutes(parts: { store: Store; keyring: Keyring; service: ServiceName }): OperatorRoute[] {
  const { store, keyring, service: name } = parts;
  const door = { method: 'post', from: ['gateway'] } as const;
  return [
    operatorRoute({
      ...door,
      path: '/dead-letters/groups',
      body: deadLetterGroupsRequest,
      response: deadLetterGroupsResponse,
      handle: async ({ body }) => ({ groups: await groups(store, body.filter) }),
    }),
    operatorRoute({
      ...door,
      path: '/dead-letters/list',
      body: deadLetterListRequest,
      response: deadLetterListResponse,
      handle: ({ body }) => list(store, body),
    }),
    operatorRoute({
      ...door,
      path: '/dead-letters/show',
      body: deadLetterShowRequest,
      response: deadLetterShowResponse,
      handle: ({ body }) => show(store, { id: body.id, service: name }),
    }),
    operatorRoute({
      ...door,
      path: '/dead-letters/redrive',
      body: redriveRequest,
      response: redriveResponse,
      async handle({ body, caller, service }) {
        const asked = await askRedrive(store, caller.operator, body);
        const { id, action, dryRun } = body;
        if (!dryRun) service.log.warn({ redrive: id, action, operator: caller.operator, ...asked }, 'redrive asked');
        return asked;
      },
    }),
    operatorRoute({
      ...door,
      path: '/dead-letters/redrive-status',
      body: redriveStatusRequest,
      response: redriveStatusResponse,
      handle: ({ body }) => redriveStatus(store, body.id),
    }),
    operatorRoute({
      ...door,
      path: '/dead-letters/open',
      body: openLetterRequest,
      response: openLetterResponse,
      async handle({ body, caller, service }) {
        const { opening, approvedBy } = body;
        const { operator } = caller;
        if (approvedBy === operator) throw permanent('second-person-required', 'A second person has to approve.');
        service.log.warn({ letter: body.id, opening, operator, approvedBy }, 'a dead letter is opened');
        return { fields: await openContent({ keyring, service: name }, await findLetter(store, body.id)) };
      },
    }),
  ];
}
