import type { ServiceContext } from '@crescendo/chassis';
import { Failure, permanent, transient } from '@crescendo/contracts';
import { installations } from './installations.ts';

export type BotToken = { token: string; version: number };

/**
 * `anyToken`: even one that Slack refuses, or one of a customer being erased, in order to check it or to uninstall the
 * app.
 */
export type Which = { anyToken?: boolean | undefined };

/** Slack refuses us in this workspace. Waiting work is retried after the next check with Slack. */
export const UNREACHABLE = 'workspace-unreachable';
const SOONEST_MS = 5_000;

export function unreachable(wait = 0): Failure {
  const after = Math.max(SOONEST_MS, wait);
  return transient(UNREACHABLE, 'Slack does not let us into the workspace just now.', { after });
}

async function read(service: ServiceContext, tenant: string, { anyToken }: Which): Promise<BotToken> {
  const row = await service.model(installations).findOne({ tenant }).lean();
  if (!row || (row.status === 'ended' && !anyToken))
    throw permanent('not-installed', 'The workspace has not installed the app.');
  if (row.status === 'gone' && !anyToken) throw permanent('token_revoked', 'The workspace has taken the app out.');
  if (row.status === 'unreachable' && !anyToken)
    throw unreachable(row.checkAt.getTime() - service.clock.now().getTime());
  const [opened] = await service.open(installations, [row], ['token']);
  if (!opened) throw permanent('not-installed', 'The workspace has not installed the app.');
  return { token: opened.token, version: row.version };
}

/**
 * The tenant's bot token, opened for one use and not kept. Always throws a Failure, since nothing was sent yet:
 * `not-installed` or Slack's `token_revoked` (permanent); `workspace-unreachable`, `token-unavailable` or the keyring's
 * (retriable).
 */
export async function openBotToken(service: ServiceContext, tenant: string, which: Which = {}): Promise<BotToken> {
  try {
    return await read(service, tenant, which);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw transient('token-unavailable', 'The token could not be read just now.', { cause: error });
  }
}
