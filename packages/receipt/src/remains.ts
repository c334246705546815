import { plain } from '@crescendo/contracts';
import { z } from 'zod';
import { label, moment, sentence } from './fields.ts';

/** Who may keep something. A receipt has a row for each, even if it keeps nothing. */
export const holders = ['slack', 'payment', 'hosting', 'archive', 'issuer'] as const;

/** What a party keeps: who, what, on which legal basis, until when. */
export const retained = z.strictObject({
  holder: plain(z.enum(holders)),
  /** Its name for people: `Slack`. */
  name: sentence(),
  keeps: plain(z.enum(['something', 'nothing'])),
  what: sentence(),
  basis: sentence(),
  until: moment().optional(),
  /** What determines the end, if there is no date. */
  untilWhen: sentence().optional(),
});

/** What goes away later. A receipt has a row for each, with a date except for `database-files`. */
export const horizonKinds = ['key-leases', 'topics', 'epoch', 'backups', 'telemetry', 'database-files'] as const;
export type HorizonKind = (typeof horizonKinds)[number];

/** How long bytes without a key, or a lent key, may still exist. */
export const horizon = z.strictObject({
  kind: plain(z.enum(horizonKinds)),
  name: label(),
  what: sentence(),
  until: moment().optional(),
  untilWhen: sentence().optional(),
});
export type Horizon = z.output<typeof horizon>;
