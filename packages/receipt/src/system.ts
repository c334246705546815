import { opaque, plain } from '@crescendo/contracts';
import { z } from 'zod';
import { label, rows, sentence } from './fields.ts';

/** Where data about the customer or person was. A receipt has a row for each kind, even if there was none. */
export const systemKinds = ['service', 'keys', 'stream', 'slack', 'backups', 'telemetry', 'archive'] as const;
export type SystemKind = (typeof systemKinds)[number];

/**
 * How it was erased, in the words of NIST SP 800-88 Rev. 2: its methods Clear (logical techniques, against simple
 * recovery) and Purge (against a laboratory), and of the latter the technique cryptographic erase (CE): what was
 * encrypted is left without its keys. Destroy is of media, and never ours. `none`: nothing to erase.
 */
export const methods = ['Clear: deletion', 'Purge: cryptographic erase', 'none'] as const;
export type Method = (typeof methods)[number];

const count = z.strictObject({
  /** What was counted: a collection, or a kind of key. */
  of: sentence(),
  before: rows(),
  deleted: rows(),
  /** Counted again at the end, after everything that could still write had stopped. */
  after: rows(),
  /** Why rows stay, if any do. */
  kept: sentence().optional(),
});

export const system = z.strictObject({
  kind: plain(z.enum(systemKinds)),
  name: label(),
  method: plain(z.enum(methods)),
  /** What was done there. */
  did: sentence(),
  counts: z.array(count),
  /** Hashes of that system's own records: a record shown later can be checked against its hash. */
  evidence: z.array(z.strictObject({ of: sentence(), sha256: opaque(z.string().regex(/^[0-9a-f]{64}$/)) })),
});
export type System = z.output<typeof system>;
export type Count = z.output<typeof count>;
