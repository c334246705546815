import { collection, type ServiceContext } from '@crescendo/chassis';
import { Failure, newId, opaque, plain } from '@crescendo/contracts';
import { z } from 'zod';

/** Everything that operators ask for, written before it is done: who, what, about which data, when, why. */
export const operatorActions = collection({
  name: 'operatorActions',
  schema: z.object({
    _id: opaque(z.string()),
    operator: opaque(z.string()),
    action: plain(z.string()),
    /** Filters and ids, as they were given. */
    about: opaque(z.record(z.string(), z.unknown())),
    reason: plain(z.string()).optional(),
    at: plain(z.date()),
    /** Absent while it is under way, or when the gateway died over it. */
    outcome: plain(z.enum(['done', 'refused'])).optional(),
    code: plain(z.string()).optional(),
  }),
  indexes: [{ fields: { operator: 1, at: 1 } }],
});

export type Action = { operator: string; action: string; about: Record<string, unknown>; reason?: string | undefined };

/** Writes down what an operator asks for, does it, and writes down how it ended. Nothing is done that is not on record. */
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
