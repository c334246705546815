import { plain } from '@crescendo/contracts';
import { z } from 'zod';
import { label, moment, sentence } from './fields.ts';

/** Who may keep something. Of each a receipt has a row, also where nothing is kept. */
export const holders = ['slack', 'payment', 'hosting', 'archive', 'issuer'] as const;

/** What somebody keeps: who, what, on which basis, until when. */
export const retained = z.strictObject({
  holder: plain(z.enum(holders)),
  /** Its name for people: `Slack`. */
  name: sentence(),
  keeps: plain(z.enum(['something', 'nothing'])),
  what: sentence(),
  basis: sentence(),
  until: moment().optional(),
  /** What decides, where there is no date. */
  untilWhen: sentence().optional(),
});

/** What takes its time to go. Of each a receipt has a row, with a date but for `database-files`. */
export const horizonKinds = ['key-leases', 'topics', 'epoch', 'backups', 'telemetry', 'database-files'] as const;
export type HorizonKind = (typeof horizonKinds)[number];

/** Until when bytes without a key may still lie about, or a key that was lent may live. */
export const horizon = z.strictObject({
  kind: plain(z.enum(horizonKinds)),
  name: label(),
  what: sentence(),
  until: moment().optional(),
  untilWhen: sentence().optional(),
});
export type Horizon = z.output<typeof horizon>;
