import type { KillSwitch } from '@crescendo/chassis/src/consume/kill-switch.ts';
import type { lease } from '@crescendo/chassis/src/store/lease.ts';
import type { Store } from '@crescendo/chassis/src/store/store.ts';
import type { Publisher } from '@crescendo/chassis/src/wire/publisher.ts';

/**
 * A mechanism that the delivery promise rests on, and how to leave it out: the guarantees that rest on it must fail
 * then.
 */
export type Mechanism = {
  name: string;
  /** What happens without it, as a clause. */
  without: string;
  /** Alters the store of the bus; `send` sends events to the broker at once. */
  store?: (store: Store, send: Publisher['send']) => Store;
  publisher?: (publisher: Publisher) => Publisher;
  killSwitch?: (killSwitch: KillSwitch) => KillSwitch;
  lease?: typeof lease;
};
