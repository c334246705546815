import { z } from 'zod';

/** The forms of Slack's own values. Nothing in another form passes the edge. */
export const slackId = z.string().regex(/^[A-Z][A-Z0-9]{1,31}$/);
/** A message's timestamp, which is also its id in a channel: `1700000000.000100`. */
export const slackTs = z.string().regex(/^\d{1,12}\.\d{1,9}$/);
/** The id of a delivery, or a trigger: what makes two deliveries of the same thing the same. */
export const deliveryId = z.string().regex(/^[\w.-]{1,200}$/);

/** The moment of a timestamp, to the millisecond. */
export const momentOf = (ts: string): Date => new Date(Math.floor(Number(ts) * 1000));
