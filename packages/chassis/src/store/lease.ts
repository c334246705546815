import { opaque, plain } from '@crescendo/contracts';
import { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import { collection } from './collection.ts';
import { isDuplicateKey } from './duplicate-key.ts';
import type { Store } from './store.ts';

/** Who does the work that only one replica may do at a time. */
export const leases = collection({
  name: 'leases',
  schema: z.object({
    _id: plain(z.string()),
    holder: opaque(z.string()),
    /** Grows with every renewal: if it stands still, its holder is gone. */
    beat: plain(z.int()),
  }),
});

export type Lease = {
  /**
   * True when this process holds it for at least `least` more milliseconds (by default half of it). Asks the database
   * only when less is left.
   */
  hold(least?: number): Promise<boolean>;
  /** Milliseconds that it is certainly still held. */
  left(): number;
  release(): Promise<void>;
};

/**
 * A lease on a name among a service's replicas. No wall clock takes part: the holder counts its time from before the
 * request that won it, a taker from after it saw the same beat, each by its own monotonic clock. So clocks that differ
 * by hours do no harm, and two never hold it at once.
 */
export function lease(store: Store, options: { name: string; holder: string; ms: number; clock?: Clock }): Lease {
  const { name, holder, ms, clock = systemClock } = options;
  const model = store.model(leases);
  let heldUntil = 0;
  let seen: { holder: string; beat: number; since: number } | undefined;
  let renewing: Promise<void> | undefined;
  const left = () => heldUntil - clock.elapsed();

  async function takeOver(): Promise<boolean> {
    const row = await model.findById(name).lean();
    if (!row) {
      try {
        await model.create({ _id: name, holder, beat: 0 });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    }
    if (!seen || seen.beat !== row.beat || seen.holder !== row.holder) {
      seen = { holder: row.holder, beat: row.beat, since: clock.elapsed() };
      return false;
    }
    if (clock.elapsed() - seen.since < ms) return false;
    const silent = { _id: name, holder: seen.holder, beat: seen.beat };
    return (await model.updateOne(silent, { $set: { holder }, $inc: { beat: 1 } })).matchedCount === 1;
  }

  async function renew(): Promise<void> {
    const asked = clock.elapsed();
    const renewed = await model.updateOne({ _id: name, holder }, { $inc: { beat: 1 } });
    const won = renewed.matchedCount === 1 || (await takeOver());
    heldUntil = won ? asked + ms : 0;
  }

  return {
    left,
    async hold(least = ms / 2) {
      if (left() >= least) return true;
      // Concurrent renewals in one process would take the lease from each other.
      renewing ??= renew().finally(() => {
        renewing = undefined;
      });
      await renewing;
      return left() >= least;
    },
    async release() {
      heldUntil = 0;
      await model.deleteOne({ _id: name, holder });
    },
  };
}
