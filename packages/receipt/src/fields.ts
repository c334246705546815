import { opaque, plain } from '@crescendo/contracts';
import { z } from 'zod';

// A receipt is read for years: its fields are fixed here and do not follow later changes elsewhere.

/** One of our random ids, by its prefix. */
export const id = (...prefixes: readonly string[]) =>
  opaque(z.string().regex(new RegExp(`^(${prefixes.join('|')})_[0-9A-Za-z_-]{16,64}$`)));

/** A moment, in UTC with milliseconds: `2026-11-24T15:22:25.123Z`. Each moment has exactly one spelling. */
export const moment = () => plain(z.iso.datetime({ precision: 3 }));

/** A sentence for people. No control or formatting characters, which a terminal would obey, and no half characters. */
export const sentence = () =>
  plain(
    z
      .string()
      .min(1)
      .max(600)
      .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'must be text without control characters'),
  );

/** A thing's name in the system. */
export const label = () => plain(z.string().regex(/^[\w.-]{1,100}$/));

export const rows = () => plain(z.int().nonnegative());
