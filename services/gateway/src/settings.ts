import { z } from 'zod';

/** The gateway's settings, in addition to those of every service. */
export const gatewaySettings = z.object({
  PUBLIC_URL: z.url().describe('Address under which Slack and browsers reach the gateway, without a path'),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(1)
    .describe('Signing secret of the Slack app: proves that a request is from Slack'),
  SLACK_CLIENT_ID: z.string().min(1).describe('Client id of the Slack app'),
  SLACK_CLIENT_SECRET: z.string().min(1).describe('Client secret of the Slack app'),
  SLACK_API_URL: z.url().default('https://slack.com/api/').describe("Where Slack's Web API is"),
  SLACK_AUTHORIZE_URL: z
    .url()
    .default('https://slack.com/oauth/v2/authorize')
    .describe('Where an installation is authorised'),
  SLACK_LIMITS: z
    .enum(['real', 'wide'])
    .default('real')
    .describe("real: Slack's own limits; wide: a hundred times as much, for a simulator"),
  OPERATOR_JWKS_FILE: z
    .string()
    .min(1)
    .optional()
    .describe("JWK set with the operators' public keys (Ed25519), each key's id a name; none may ask anything without"),
  RECEIPT_KEYS_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('Public keys by which receipts are signed, and were: told to everyone; nobody can check one without'),
  TEAM_INDEX_KEY: z
    .string()
    .regex(/^[\w-]{43}$/, 'must be 32 bytes in base64url')
    .describe('Key of the hashes by which workspaces are found: 32 bytes in base64url'),
});
export type GatewaySettings = z.output<typeof gatewaySettings>;
