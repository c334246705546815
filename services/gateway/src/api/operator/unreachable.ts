import { type UnreachableItem, unreachableResponse } from '@crescendo/contracts';
import type { Router } from 'express';
import { type Installation, installations } from '../../installations.ts';
import { asked, type OperatorDoor } from './asked.ts';

const SHOWN = 200;

function toItem({ tenant, trouble, checkAt, toldAt }: Installation): UnreachableItem[] {
  if (!trouble) return [];
  const { since, code, tries } = trouble;
  return [
    {
      ...{ tenant, since: since.toISOString(), code, tries },
      ...{ nextTry: checkAt.toISOString(), told: toldAt !== undefined },
    },
  ];
}

/** Customers in whose workspaces Slack refuses us: since when, and with which code. */
export function unreachableRoutes(router: Router, door: OperatorDoor): void {
  router.get(
    '/operator/unreachable',
    asked(door, {
      action: 'unreachable-listed',
      read: () => ({}),
      async answer() {
        const model = door.service.model(installations);
        const those = { status: 'unreachable' as const };
        const rows = await model.find(those).sort({ 'trouble.since': 1 }).limit(SHOWN).lean<Installation[]>();
        return unreachableResponse.parse({ items: rows.flatMap(toItem), total: await model.countDocuments(those) });
      },
    }),
  );
}
