import type { EventType } from '@crescendo/contracts';
import type { Scope } from '../fences/fences.ts';
import type { Tx } from '../handlers/tx.ts';

/** What a service does for an erasure besides deleting its rows. Each hook may run again. */
export type ErasureHooks = {
  /** Event types that `onRelease` may publish. */
  publishes?: readonly EventType[];
  /** Runs in the transaction that sets the fence: for changes that must hold from then on. */
  onFence?(tx: Tx, scope: Scope): Promise<void>;
  /** Runs in the transaction that lifts a hold or a fence: a customer who left, or seemed to have left, continues. */
  onRelease?(tx: Tx<EventType>, scope: Scope): Promise<void>;
  /** Requests effects (`passesFence`) that end things at other companies, while keys and rows still exist. */
  onClose?(tx: Tx<EventType>, scope: Scope): Promise<void>;
};
