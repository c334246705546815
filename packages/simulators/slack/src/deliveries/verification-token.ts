import { createHash } from 'node:crypto';

/**
 * Slack's old verification token: Slack still sends it, always the same for an app. Apps check the signature instead.
 */
export function verificationToken(signingSecret: string): string {
  return createHash('sha256').update(`verification token of ${signingSecret}`).digest('base64url').slice(0, 24);
}
