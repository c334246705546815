import { z } from 'zod';
import { ImpossibleAct } from '../person/outcome.ts';
import type { SimulatedSlack } from '../slack.ts';
import { type Delivered, post } from './deliver.ts';
import type { Delivery } from './log.ts';
import { sign } from './signature.ts';

const fields = z.record(z.string(), z.unknown());

/** A request that is wrong on purpose: a new one, or an earlier delivery with changes. */
export const forgedBody = z.union([
  z.strictObject({
    path: z.enum(['events', 'interactions', 'commands']),
    body: z.string(),
    contentType: z.string().default('application/json'),
    timestampOffsetSeconds: z.number().default(0),
    signature: z.enum(['right', 'wrong', 'missing']).default('right'),
  }),
  z.strictObject({
    /** The id of the delivery whose body it copies. */
    like: z.string(),
    /** Merged into the payload, object by object. */
    overrides: fields.default({}),
    timestampOffsetSeconds: z.number().default(0),
    signature: z.enum(['right', 'wrong', 'missing']).default('right'),
  }),
]);

export type Forged = z.input<typeof forgedBody>;

export function sendForged(slack: SimulatedSlack, forged: z.output<typeof forgedBody>): Promise<Delivered> {
  const { path, body, contentType } = 'like' in forged ? altered(slack, forged) : forged;
  const timestamp = String(Math.floor(slack.clock.real() / 1000) + forged.timestampOffsetSeconds);
  const secret = forged.signature === 'right' ? slack.settings.signingSecret : 'not the signing secret';
  const headers = {
    'content-type': contentType,
    'x-slack-request-timestamp': timestamp,
    ...(forged.signature === 'missing' ? {} : { 'x-slack-signature': sign(secret, timestamp, body) }),
  };
  return post(slack, { path, what: 'forged', teamId: '', body, headers });
}

function altered(slack: SimulatedSlack, forged: { like: string; overrides: z.output<typeof fields> }) {
  const delivery = slack.deliveries.find(forged.like);
  if (!delivery) throw new ImpossibleAct('This delivery no longer exists.');
  const contentType = delivery.request.headers['content-type'] ?? 'application/json';
  return { path: delivery.path, contentType, body: bodyWith(delivery, forged.overrides) };
}

function bodyWith({ path, request }: Delivery, overrides: z.output<typeof fields>): string {
  if (path === 'events') return JSON.stringify(overlaid(fields.parse(JSON.parse(request.body)), overrides));
  const form = Object.fromEntries(new URLSearchParams(request.body));
  if (path === 'commands') {
    return new URLSearchParams(z.record(z.string(), z.string()).parse(overlaid(form, overrides))).toString();
  }
  const payload = fields.parse(JSON.parse(form.payload ?? '{}'));
  return new URLSearchParams({ payload: JSON.stringify(overlaid(payload, overrides)) }).toString();
}

function overlaid(base: z.output<typeof fields>, over: z.output<typeof fields>): z.output<typeof fields> {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = fields.safeParse(base[key]);
    const after = fields.safeParse(value);
    result[key] = before.success && after.success ? overlaid(before.data, after.data) : value;
  }
  return result;
}
