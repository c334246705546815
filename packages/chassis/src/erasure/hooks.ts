import type { EventType } from '@crescendo/contracts';
import type { Scope } from '../fences/fences.ts';
import type { Tx } from '../handlers/tx.ts';

/** What a service does for an erasure beside letting go of its rows. All may run again. */
export type ErasureHooks = {
  /** Event types that `onRelease` may publish. */
  publishes?: readonly EventType[];
  /** In the transaction that sets the fence: what has to hold from then on. */
  onFence?(tx: Tx, scope: Scope): Promise<void>;
  /** In the transaction that lifts a hold or a fence: a customer who had left, or seemed to have, goes on. */
  onRelease?(tx: Tx<EventType>, scope: Scope): Promise<void>;
  /** Asks for effects (`passesFence`) that end matters outside, while keys and rows are still there. */
  onClose?(tx: Tx<EventType>, scope: Scope): Promise<void>;
};
