import { Failure, permanent } from '@crescendo/contracts';
import type { Fences, Scope } from './fences.ts';

/** Throws a permanent Failure `gone` or `held` if the scope is fenced or held. */
export async function refuseFenced(fences: Fences, scope: Scope): Promise<void> {
  const [state] = await fences.statesOf([scope]);
  if (state === 'fenced') throw permanent('gone', 'They were erased, or are about to be.');
  if (state === 'held') throw permanent('held', 'The customer has left, and nothing is done while they may come back.');
}

/**
 * Whether a unit of work was refused because its person or customer is erased, or because the customer left and may
 * come back.
 */
export const isFenced = (error: unknown): boolean =>
  error instanceof Failure && (error.code === 'gone' || error.code === 'held');
