import { collection, type ServiceContext } from '@crescendo/chassis';
import { Failure, newId, opaque, plain } from '@crescendo/contracts';
import { z } from 'zod';

/** Every operator request, recorded before it is carried out: who, what, about which data, when, why. */
export const operatorActions = collection({
  name: 'operatorActions',
  schema: z.object({
    _id: opaque(z.string()),
    operator: opaque(z.string()),
    action: plain(z.string()),
    /** Filters and ids, as given. */
    about: opaque(z.record(z.string(), z.unknown())),
    reason: plain(z.string()).optional(),
    at: plain(z.date()),
    /** Absent while it is under way, or if the gateway died meanwhile. */
    outcome: plain(z.enum(['done', 'refused'])).optional(),
    code: plain(z.string()).optional(),
  }),
  indexes: [{ fields: { operator: 1, at: 1 } }],
});

export type Action = { operator: string; action: string; about: Record<string, unknown>; reason?: string | undefined };

/** Records an operator's request, carries it out, and records the result. Nothing happens without a record. */
export async function onRecord<T>(service: ServiceContext, asked: Action, work: () => Promise<T>): Promise<T> {
  const { operator, action, about, reason } = asked;
  const _id = newId('action');
  const model = service.model(operatorActions);
  await model.create([{ _id, operator, action, about, ...(reason && { reason }), at: service.clock.now() }]);
  try {
    const result = await work();
    await model.updateOne({ _id }, { $set: { outcome: 'done' as const } });
    return result;
  } catch (error) {
    const code = error instanceof Failure ? error.code : 'unexpected';
    await model.updateOne({ _id }, { $set: { outcome: 'refused' as const, code } });
    throw error;
  }
}
