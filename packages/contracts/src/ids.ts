import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { opaque } from './tags.ts';

/** What an opaque identifier names, by its prefix. */
export const idPrefixes = {
  tenant: 'tnt',
  user: 'usr',
  event: 'evt',
  message: 'msg',
  assignment: 'asg',
  installation: 'ins',
  effect: 'eff',
  redrive: 'rdr',
  opening: 'opn',
  action: 'act',
  erasure: 'ers',
} as const;

export type IdKind = keyof typeof idPrefixes;

const ALPHABET = '0123456789abcdefghijkmnpqrstvwxy';

/**
 * A new opaque identifier such as `usr_4k0c…`: 26 characters, 130 bits from the system's random source. It is derived
 * from nothing and has no order, so it reveals neither who someone is nor when they joined.
 */
export function newId(kind: IdKind): string {
  let text = '';
  for (const byte of randomBytes(26)) text += ALPHABET[byte & 31];
  return `${idPrefixes[kind]}_${text}`;
}

const id = (kind: IdKind) => opaque(z.string().regex(new RegExp(`^${idPrefixes[kind]}_[0-9A-Za-z_-]{16,64}$`)));

export const tenantId = id('tenant');
export const userId = id('user');
export const eventId = id('event');
export const messageId = id('message');
export const assignmentId = id('assignment');
export const installationId = id('installation');
export const erasureId = id('erasure');
