import { type EventType, untaggedFields } from '@crescendo/contracts';
import type { z } from 'zod';
import type { Tx } from '../handlers/tx.ts';
import type { EffectRef } from '../ledger/effect-ref.ts';
import type { ServiceContext } from '../service-context.ts';

/** How an effect ended: with a result, with a final refusal, or unknown. */
export type EffectOutcome<Result> =
  | { kind: 'known'; result: Result }
  | { kind: 'failed'; code: string }
  | { kind: 'unknown' };

/** What an effect gets besides its arguments. */
export type EffectContext = {
  /** The same for all attempts: use it as the platform's idempotency key, if it has one. */
  id: string;
  tenant: string;
  user: string | undefined;
  attempt: number;
  /** When the effect was requested. */
  askedAt: Date;
  /** Fires when the call must end. */
  signal: AbortSignal;
  service: ServiceContext;
};

/** A call to the outside with its types erased, as the ledger runs it. */
export type Effect = EffectRef & {
  whenUnknown: (args: Record<string, unknown>) => 'give-up' | 'send-again';
  deadlineMs: number;
  publishes: readonly EventType[];
  perform(args: Record<string, unknown>, context: EffectContext): Promise<unknown>;
  settle(outcome: EffectOutcome<unknown>, args: Record<string, unknown>, tx: Tx<EventType>): Promise<void>;
};

/**
 * Declares a call to the outside. Throws when an argument has no tag, so nothing personal gets into the ledger
 * unnoticed.
 *
 * - `perform` makes the call once. It throws a retriable Failure when the call certainly had no effect (refused
 *   connection, 429), a permanent Failure when the platform refused it, and any other error when it cannot know because
 *   the answer was lost.
 * - `whenUnknown` says what to do in the last case: `give-up` (at most once) or `send-again` (at least once).
 * - `settle` commits the consequences together with the ledger's row, exactly once.
 */
export function effect<Args extends Record<string, unknown>, Result, P extends EventType = never>(definition: {
  name: string;
  args: z.ZodType<Args>;
  whenUnknown: (args: Args) => 'give-up' | 'send-again';
  /**
   * Milliseconds after which an attempt is aborted. Default 10 s. If its process dies, the key's next effects wait this
   * long and a few seconds more.
   */
  deadlineMs?: number;
  publishes?: readonly P[];
  perform(args: Args, context: EffectContext): Promise<Result>;
  settle?(outcome: EffectOutcome<Result>, args: Args, tx: Tx<P>): Promise<void>;
}): Effect & EffectRef<Args> {
  const { name, args, deadlineMs = 10_000, publishes = [], settle } = definition;
  const untagged = untaggedFields(args);
  if (untagged.length > 0) throw new Error(`effect ${name} has untagged arguments: ${untagged.join(', ')}`);
  // The ledger stores what `args` validated and gives each effect only its own rows.
  return {
    name,
    args,
    deadlineMs,
    publishes,
    whenUnknown: (stored) => definition.whenUnknown(stored as Args),
    perform: (stored, context) => definition.perform(stored as Args, context),
    settle: async (outcome, stored, tx) => settle?.(outcome as EffectOutcome<Result>, stored as Args, tx as Tx<P>),
  };
}
