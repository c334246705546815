import type { ServiceContext } from '@crescendo/chassis';
import { type EndEvidence, Failure } from '@crescendo/contracts';
import { asFound } from './as-found.ts';
import { type Erasure, erasures } from './erasures.ts';
import { isAutomatic } from './holds.ts';
import type { Move } from './next-state.ts';

/** Asks whether a customer has left. Throws a Failure when nobody can be asked. */
export type Confirm = (service: ServiceContext, tenant: string) => Promise<EndEvidence>;

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 600_000;

/**
 * A step that can't be undone needs fresh evidence, unless somebody requested the end, or the destruction has begun.
 */
const needsEvidence = (erasure: Erasure, { to }: Move): boolean =>
  isAutomatic(erasure) && (to === 'fenced' || to === 'shredded') && !erasure.shreddingAt;

/** `go-on`, `take-back` (the customer is still there), or `wait` (nobody knows at the moment). */
export type Verdict = 'go-on' | 'take-back' | 'wait';

/**
 * Asks again for evidence of a customer's end, before a step that can't be undone. Without an answer it asks again
 * later. Once an operator has released the customer by name, only the answer that they are still there counts.
 */
export async function verdictOn(
  service: ServiceContext,
  erasure: Erasure,
  { move, confirm }: { move: Move; confirm: Confirm },
): Promise<Verdict> {
  if (!needsEvidence(erasure, move)) return 'go-on';
  const now = service.clock.now();
  const { _id, tenant, evidence, releasedAt } = erasure;
  if (evidence && evidence.nextAt > now) return 'wait';
  const { relationship, code } = await ask(service, tenant, confirm);
  if (relationship === 'stands') return 'take-back';
  if (relationship === 'ended' || releasedAt) return 'go-on';
  const tries = (evidence?.tries ?? 0) + 1;
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries - 1, 16));
  const next = { code, tries, nextAt: new Date(now.getTime() + pause) };
  await service.model(erasures).updateOne(asFound(erasure), { $set: { evidence: next } });
  service.log.warn({ erasure: _id, tenant, ...next }, 'whether a customer has left is not known: their end waits');
  return 'wait';
}

async function ask(service: ServiceContext, tenant: string, confirm: Confirm): Promise<EndEvidence> {
  try {
    return await confirm(service, tenant);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { relationship: 'unknown', code: error.code };
  }
}
