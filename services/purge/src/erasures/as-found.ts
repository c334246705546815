import type { Erasure } from './erasures.ts';

const orAbsent = <T>(value: T | undefined) => value ?? { $exists: false };

/**
 * Matches an erasure only if nobody has moved, held, released or requested it since it was read. Slow steps, such as
 * asking Slack, end with an update that matches this, so a decision made in between wins.
 */
export const asFound = ({ _id, state, why, holds, releasedAt, shreddingAt }: Erasure) => ({
  ...{ _id, state, why },
  ...{ holds: orAbsent(holds), releasedAt: orAbsent(releasedAt), shreddingAt: orAbsent(shreddingAt) },
});

const beforeShredding: readonly Erasure['state'][] = ['requested', 'fenced', 'closing'];

/** Until the decision to destroy its keys is committed, the only loss is events that arrived in the meantime. */
export const isBeforeShredding = ({ state, shreddingAt }: Pick<Erasure, 'state' | 'shreddingAt'>): boolean =>
  beforeShredding.includes(state) && shreddingAt === undefined;
