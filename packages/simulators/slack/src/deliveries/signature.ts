import { createHmac } from 'node:crypto';

/**
 * Signs a request as Slack does: `v0=` and the HMAC-SHA256 of `v0:<timestamp>:<body>` in hex, the timestamp in Unix
 * seconds, the body the raw bytes. Source: docs.slack.dev/authentication/verifying-requests-from-slack.
 */
export function sign(signingSecret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
