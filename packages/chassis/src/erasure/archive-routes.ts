import { archiveEraseResponse, archiveListResponse, archiveRequest } from '@crescendo/contracts';
import { type OperatorRoute, operatorRoute } from '../http/route.ts';
import type { Store } from '../store/store.ts';
import { archivedRecords } from './step-rows.ts';

/** What stays here of a customer who was erased, for contract, audit and law; until a request covers that too. */
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
