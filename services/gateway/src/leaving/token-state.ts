import type { ServiceContext } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';
import { z } from 'zod';
import { installations } from '../installations.ts';
import type { SlackApi } from '../outbound/slack/client.ts';
import { AnswerLost, endedCodes, RATE_LIMITED } from '../outbound/slack/failures.ts';
import type { Look } from './relationship.ts';

/** Slack's answer about a token; `version` is the newest token it can refer to. */
export type TokenState = { look: Look; version: number };

type Asking = { tenant: string; signal?: AbortSignal };

/**
 * Asks Slack about a tenant's token, whatever its stored state. Undefined if nobody installed the app. Throws a
 * retriable Failure when we could not ask: Slack's limits are used up, or the token could not be opened.
 * https://docs.slack.dev/reference/methods/auth.test
 */
export async function askTokenState(
  { service, slack }: { service: ServiceContext; slack: SlackApi },
  { tenant, signal }: Asking,
): Promise<TokenState | undefined> {
  const row = await service.model(installations).findOne({ tenant }, { version: 1 }).lean();
  if (!row) return undefined;
  const { version } = row;
  try {
    const call = { service, tenant, method: 'auth.test', args: {}, answer: z.object({}) } as const;
    await slack.call({ ...call, anyToken: true, ...(signal && { signal }) });
    return { look: { token: 'alive' }, version };
  } catch (error) {
    return { look: lookOf(error), version };
  }
}

/** What a failed `auth.test` means. Rethrows failures that concern us and not the token. */
function lookOf(error: unknown): Look {
  if (error instanceof AnswerLost) return { token: 'no-answer', code: 'slack-unavailable' };
  if (!(error instanceof Failure)) throw error;
  const { code, retry } = error;
  if (endedCodes.has(code)) return { token: 'ended', code };
  if (code === 'slack-unavailable') return { token: 'no-answer', code };
  if (retry || code === RATE_LIMITED || code === 'not-installed') throw error;
  return { token: 'refused', code };
}
