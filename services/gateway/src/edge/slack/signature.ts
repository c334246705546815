import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 300;

export type SignatureVerdict =
  | { ok: true; at: Date }
  | { ok: false; code: 'signature-missing' | 'timestamp-stale' | 'signature-wrong' };

/**
 * Whether Slack sent these bytes within five minutes of `now`, before or after. `at` is the time Slack signed.
 * Source: docs.slack.dev/authentication/verifying-requests-from-slack.
 *
 * @param request.timestamp header `X-Slack-Request-Timestamp`: Unix seconds
 * @param request.signature header `X-Slack-Signature`: `v0=` and HMAC-SHA256 in hex
 * @param request.body the raw bytes, before anything has parsed them
 */
export function verifySignature(request: {
  secret: string;
  timestamp: string | undefined;
  signature: string | undefined;
  body: Uint8Array;
  now: Date;
}): SignatureVerdict {
  const { secret, timestamp, signature, body, now } = request;
  if (!signature || !timestamp || !/^\d{1,12}$/.test(timestamp)) return { ok: false, code: 'signature-missing' };
  const at = new Date(Number(timestamp) * 1000);
  if (Math.abs(now.getTime() - at.getTime()) > TOLERANCE_SECONDS * 1000) return { ok: false, code: 'timestamp-stale' };
  const expected = Buffer.from(
    `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`,
  );
  const given = Buffer.from(signature);
  const same = given.length === expected.length && timingSafeEqual(given, expected);
  return same ? { ok: true, at } : { ok: false, code: 'signature-wrong' };
}
