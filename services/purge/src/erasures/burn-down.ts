import { collection, type RowOf, type ServiceContext } from '@crescendo/chassis';
import {
  erasureId,
  erasureProgressResponse,
  Failure,
  opaque,
  plain,
  type ServiceName,
  services,
} from '@crescendo/contracts';
import { z } from 'zod';
import type { Erasure } from './erasures.ts';

/** How many rows each service has of an erasure under way: counted every few seconds, deleted when it is over. */
export const burnDowns = collection({
  name: 'burnDowns',
  schema: z.object({
    /** `erasure/service` */
    _id: opaque(z.string()),
    erasure: erasureId,
    service: plain(z.enum(services)),
    /** The highest count so far. */
    most: plain(z.int().nonnegative()),
    /** The last samples, in order of time. */
    samples: plain(z.array(z.object({ at: z.date(), left: z.int().nonnegative() }))),
  }),
  indexes: [{ fields: { erasure: 1 } }],
  small: 'those of erasures under way',
});
export type BurnDown = RowOf<typeof burnDowns>;

/** A service that takes longer to count is listed as one that did not answer. */
const DEADLINE_MS = 5_000;
const SAMPLES = 15;

/** A service's answer: how many rows are left, or why there is no answer. */
export type Progress = { service: ServiceName } & (
  | { left: number; unavailable?: never }
  | { left?: never; unavailable: string }
);

/** Asks all participants at once how many rows they have. One that is away delays no other. */
export function askProgress(
  { call }: Pick<ServiceContext, 'call'>,
  { participants, tenant, user }: Pick<Erasure, 'participants' | 'tenant' | 'user'>,
  operator: string,
): Promise<Progress[]> {
  const body = { tenant, ...(user !== undefined && { user }) };
  const asking = { operator, body, response: erasureProgressResponse, deadlineMs: DEADLINE_MS };
  return Promise.all(
    participants.map(async (service): Promise<Progress> => {
      try {
        const { left } = await call(service, '/erasure/progress', asking);
        return { service, left };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return { service, unavailable: error.code };
      }
    }),
  );
}

/** Stores the counts. */
export async function recordProgress(
  { model }: Pick<ServiceContext, 'model'>,
  erasure: string,
  { progress, now }: { progress: readonly Progress[]; now: Date },
): Promise<void> {
  for (const { service, left } of progress) {
    if (left === undefined) continue;
    const sample = { $each: [{ at: now, left }], $slice: -SAMPLES };
    const change = { $set: { erasure, service }, $max: { most: left }, $push: { samples: sample } };
    await model(burnDowns).updateOne({ _id: `${erasure}/${service}` }, change, { upsert: true });
  }
}
