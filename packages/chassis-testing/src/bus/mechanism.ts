import type { KillSwitch } from '@crescendo/chassis/src/consume/kill-switch.ts';
import type { lease } from '@crescendo/chassis/src/store/lease.ts';
import type { Store } from '@crescendo/chassis/src/store/store.ts';
import type { Publisher } from '@crescendo/chassis/src/wire/publisher.ts';

/** Something that the delivery promise rests on, and the same parts without it: what a guarantee is worth shows there. */
export type Mechanism = {
  name: string;
  /** What happens instead, as a clause. */
  without: string;
  /** The store that the bus works with; `send` brings events to the broker at once. */
  store?: (store: Store, send: Publisher['send']) => Store;
  publisher?: (publisher: Publisher) => Publisher;
  killSwitch?: (killSwitch: KillSwitch) => KillSwitch;
  lease?: typeof lease;
};
