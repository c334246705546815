import type { ServiceContext } from '@crescendo/chassis';
import { erasureStepRequested } from '@crescendo/contracts';
import { type Erasure, erasures, openStates, statesBut } from './erasures.ts';

/** The steps to repeat for a restored database. `close` is not among them: what was closed outside stays closed. */
const repeated = [
  ['fenced', 'fence'],
  ['erasing', 'erase'],
  ['verifying', 'verify'],
] as const;

/**
 * Asks every service again for the steps of erasures that ended since `since` or are under way. A service restored from
 * a backup repeats what the backup does not know; the others answer as before. Resolves to the number of erasures.
 */
export async function repeatErasures(service: ServiceContext, since: Date): Promise<number> {
  const found = await service
    .model(erasures)
    .find({
      state: { $in: statesBut('requested', 'cancelled') },
      $or: [{ state: { $in: [...openStates] } }, { since: { $gte: since } }],
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
