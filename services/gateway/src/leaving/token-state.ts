import type { ServiceContext } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';
import { z } from 'zod';
import { installations } from '../installations.ts';
import type { SlackApi } from '../slack/api/client.ts';
import { deadTokens } from '../slack/api/failures.ts';

/** What Slack says of a token; `version` is the newest that it can have been said of. */
export type TokenState = { token: 'alive' | 'dead'; version: number };

/**
 * Asks Slack whether a tenant's token lives, whatever was thought of it before. Undefined where that is not the question
 * any more: nobody installed the app, or it is known that the relationship ended. Throws Failure or `AnswerLost` as
 * {@link SlackApi} does.
 */
export async function askTokenState(
  { service, slack }: { service: ServiceContext; slack: SlackApi },
  { tenant, signal }: { tenant: string; signal: AbortSignal },
): Promise<TokenState | undefined> {
  const row = await service.model(installations).findOne({ tenant }, { version: 1, status: 1, terminatedAt: 1 }).lean();
  if (!row || row.terminatedAt || row.status === 'ended') return undefined;
  const { version } = row;
  try {
    const call = { service, tenant, method: 'auth.test', args: {}, answer: z.object({}), signal } as const;
    await slack.call({ ...call, anyToken: true });
    return { token: 'alive', version };
  } catch (error) {
    if (error instanceof Failure && deadTokens.has(error.code)) return { token: 'dead', version };
    throw error;
  }
}
