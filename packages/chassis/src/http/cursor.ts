import { permanent } from '@crescendo/contracts';
import type { z } from 'zod';

/** Encodes a place in a list for clients, to whom it is opaque. */
export const toCursor = (place: readonly unknown[]): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** Decodes a cursor. Throws a permanent Failure `bad-request` for one that this list did not issue. */
export function fromCursor<S extends z.ZodType>(cursor: string, shape: S): z.output<S> {
  const place = shape.safeParse(parsed(cursor));
  if (!place.success) throw permanent('bad-request', 'The cursor is not one that was given.');
  return place.data;
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined; // fits no shape
  }
}
