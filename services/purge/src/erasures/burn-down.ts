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

/** How many rows each service had of an erasure under way: counted every few seconds, and forgotten when it is over. */
export const burnDowns = collection({
  name: 'burnDowns',
  schema: z.object({
    /** `erasure/service` */
    _id: opaque(z.string()),
    erasure: erasureId,
    service: plain(z.enum(services)),
    /** The most that were ever counted. */
    most: plain(z.int().nonnegative()),
    /** The last ones, in the order of their times. */
    samples: plain(z.array(z.object({ at: z.date(), left: z.int().nonnegative() }))),
  }),
  indexes: [{ fields: { erasure: 1 } }],
});
export type BurnDown = RowOf<typeof burnDowns>;

/** A service that takes longer to count is named as one that cannot be asked. */
const DEADLINE_MS = 5_000;
const SAMPLES = 15;

/** What a service answered: how many rows are left, or why it could not be asked. */
export type Progress = { service: ServiceName } & (
  | { left: number; unavailable?: never }
  | { left?: never; unavailable: string }
);

/** Asks every participant at once how many rows it has. One that is away holds up nobody. */
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

/** Keeps what was counted. */
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
