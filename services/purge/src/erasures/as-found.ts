import type { Erasure } from './erasures.ts';

const orAbsent = <T>(value: T | undefined) => value ?? { $exists: false };

/**
 * Matches an erasure only while it is as it was read: nobody has moved, held, released or wished for it since. What takes
 * long, such as asking Slack, is followed by a change that matches this, so that a decision made meanwhile wins.
 */
export const asFound = ({ _id, state, why, holds, releasedAt, shreddingAt }: Erasure) => ({
  ...{ _id, state, why },
  ...{ holds: orAbsent(holds), releasedAt: orAbsent(releasedAt), shreddingAt: orAbsent(shreddingAt) },
});

const beforeShredding: readonly Erasure['state'][] = ['requested', 'fenced', 'closing'];

/** Until it is written down that its keys are destroyed, nothing is lost but what came meanwhile. */
export const isBeforeShredding = ({ state, shreddingAt }: Pick<Erasure, 'state' | 'shreddingAt'>): boolean =>
  beforeShredding.includes(state) && shreddingAt === undefined;
