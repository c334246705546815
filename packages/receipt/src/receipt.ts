import { opaque, plain } from '@crescendo/contracts';
import { z } from 'zod';
import { body } from './body.ts';
import { missing } from './rules.ts';

/**
 * The content of a receipt. The schema refuses one that lacks a mandatory row, contradicts itself, or has an extra
 * field: `crescendo-receipt/1` never changes, and a different content gets a new number.
 */
export const receipt = body.superRefine((given, context) => {
  for (const { path, message } of missing(given)) context.addIssue({ code: 'custom', path: [...path], message });
});

/** The file: a receipt and its signature. */
export const signedReceipt = z.strictObject({
  receipt,
  signature: z.strictObject({
    algorithm: plain(z.literal('Ed25519')),
    keyId: opaque(z.string().regex(/^[\w-]{43}$/)),
    /** 64 bytes in base64url; the unused last bits are zero. */
    value: opaque(z.string().regex(/^[\w-]{85}[AQgw]$/)),
  }),
});
export type SignedReceipt = z.output<typeof signedReceipt>;
