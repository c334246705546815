import type { ServiceContext } from '@crescendo/chassis';
import { erasureStepRequested } from '@crescendo/contracts';
import { type Erasure, endStates, erasures } from './erasures.ts';

/** Steps that a restored database has to be told of again: what was closed outside stays so. */
const repeated = [
  ['fenced', 'fence'],
  ['erasing', 'erase'],
  ['verifying', 'verify'],
] as const;

/**
 * Asks every service again for the steps of erasures that ended since a moment, or are under way: one whose database was
 * restored from a backup does again what that backup knows nothing of; the others answer what they have answered. Resolves
 * to how many erasures that were.
 */
export async function repeatErasures(service: ServiceContext, since: Date): Promise<number> {
  const found = await service
    .model(erasures)
    .find({
      state: { $nin: ['requested', 'cancelled'] },
      $or: [{ state: { $nin: [...endStates] } }, { since: { $gte: since } }],
    })
    .sort({ since: 1 })
    .lean<Erasure[]>();
  for (const { _id, tenant, user, scope, times } of found) {
    const unit = { tenant, ...(user !== undefined && { user }), publishes: [erasureStepRequested], passesFence: true };
    await service.transact(unit, async (tx) => {
      for (const [state, step] of repeated)
        if (times[state]) tx.publish(erasureStepRequested, { erasure: _id, scope, step });
    });
  }
  return found.length;
}
