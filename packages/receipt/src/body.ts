import { plain } from '@crescendo/contracts';
import { z } from 'zod';
import { id, moment, sentence } from './fields.ts';
import { horizon, retained } from './remains.ts';
import { system } from './system.ts';

export const FORMAT = 'crescendo-receipt/1';

/** This text is in every receipt, word for word. */
export const STATEMENT =
  'This is a signed statement of what was done and what was counted, and of no more. It is no proof that nobody made a ' +
  'copy before, or that the counts are complete. It lets anyone hold its issuer to every word of it.';

const clock = z.strictObject({
  /** When the relationship ended or the person asked; the deadline counts from here. */
  requested: moment(),
  /** From then on no service took in anything new about the customer or person. */
  fenced: moment(),
  /** When the keys were destroyed. */
  shredded: moment(),
  /** When every service had deleted. */
  erased: moment(),
  /** When every service had counted again. */
  verified: moment(),
  done: moment(),
  deadline: moment(),
});

/**
 * The end was on hold: `breaker` because more customers than usual would have ended, `operator` because the issuer's
 * staff wanted it.
 */
const hold = z.strictObject({ since: moment(), until: moment(), by: plain(z.enum(['breaker', 'operator'])) });

/** The fields of a receipt, each checked by itself. */
export const body = z.strictObject({
  format: plain(z.literal(FORMAT)),
  /** The erasure's own id. */
  id: id('ers'),
  issuer: sentence(),
  issuedAt: moment(),
  statement: plain(z.literal(STATEMENT)),
  scope: plain(z.enum(['tenant', 'person'])),
  tenant: id('tnt'),
  person: id('usr').optional(),
  /**
   * For a tenant: `uninstalled` (the app was removed in Slack), `ended-by-admin`, `ended-by-operator` (of the issuer).
   * For a person: `asked`, or `left` the workspace 30 days before.
   */
  why: plain(z.enum(['uninstalled', 'ended-by-admin', 'ended-by-operator', 'asked', 'left'])),
  /** Who asked: the person, or the entry in the operators' record that names the operator. */
  askedBy: id('usr', 'act').optional(),
  clock,
  /** The periods in which nothing was done until the issuer's staff had looked. */
  holds: z.array(hold).min(1).optional(),
  systems: z.array(system),
  retained: z.array(retained),
  horizons: z.array(horizon),
});

export type Receipt = z.output<typeof body>;
