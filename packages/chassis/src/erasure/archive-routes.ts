import { archiveEraseResponse, archiveListResponse, archiveRequest } from '@crescendo/contracts';
import { type OperatorRoute, operatorRoute } from '../http/route.ts';
import type { Store } from '../store/store.ts';
import { archivedRecords } from './step-rows.ts';

/**
 * Lists or deletes the records of an erased customer that stay for contract, audit and law, until somebody requests
 * their erasure too.
 */
export function archiveRoutes({ store }: { store: Store }): OperatorRoute[] {
  const archive = () => store.model(archivedRecords);
  return [
    operatorRoute({
      method: 'post',
      path: '/archive/list',
      from: ['gateway'],
      body: archiveRequest,
      response: archiveListResponse,
      async handle({ body: { tenant } }) {
        const rows = await archive().find({ tenant }).sort({ _id: 1 }).lean();
        return {
          records: rows.map(({ from, record, archivedAt }) => ({ from, record, archivedAt: archivedAt.toISOString() })),
        };
      },
    }),
    operatorRoute({
      method: 'post',
      path: '/archive/erase',
      from: ['gateway'],
      body: archiveRequest,
      response: archiveEraseResponse,
      async handle({ body: { tenant } }) {
        return { erased: (await archive().deleteMany({ tenant })).deletedCount };
      },
    }),
  ];
}
