import { type Lease, leases } from '@crescendo/chassis/src/store/lease.ts';
import type { Store } from '@crescendo/chassis/src/store/store.ts';

const DUPLICATE_KEY = 11_000;

/** A lease as often written: its row says until when it is held, by each replica's own wall clock. */
export function wallClockLease(
  store: Store,
  { name, holder, ms }: { name: string; holder: string; ms: number },
): Lease {
  const model = store.model(leases);
  let until = 0;
  const left = () => until - Date.now();

  async function take(): Promise<boolean> {
    const now = Date.now();
    const mineOrOver = { _id: name, $or: [{ holder }, { beat: { $lt: now } }] };
    try {
      await model.updateOne(mineOrOver, { $set: { holder, beat: now + ms } }, { upsert: true });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY) return false; // another replica holds it
      throw error;
    }
    until = now + ms;
    return true;
  }

  return {
    left,
    async hold(least = ms / 2) {
      if (left() < least && !(await take())) until = 0;
      return left() >= least;
    },
    async release() {
      until = 0;
      await model.deleteOne({ _id: name, holder });
    },
  };
}
