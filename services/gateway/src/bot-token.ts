import type { ServiceContext } from '@crescendo/chassis';
import { Failure, permanent, transient } from '@crescendo/contracts';
import { installations } from './installations.ts';
import { askForCheck } from './leaving/installation-check.ts';

export type BotToken = { token: string; version: number };

/** `anyToken`: also one that Slack was said to refuse, or of a customer who is being erased: to ask, or to take leave. */
export type Which = { anyToken?: boolean | undefined };

async function read(service: ServiceContext, tenant: string, { anyToken }: Which): Promise<BotToken> {
  const row = await service.model(installations).findOne({ tenant }).lean();
  if (!row || (row.status === 'ended' && !anyToken))
    throw permanent('not-installed', 'The workspace has not installed the app.');
  if (row.status === 'revoked' && !anyToken)
    throw permanent('token_revoked', 'Slack does not take the workspace’s token any more.');
  const [opened] = await service.open(installations, [row], ['token']);
  if (!opened) throw permanent('not-installed', 'The workspace has not installed the app.');
  return { token: opened.token, version: row.version };
}

/**
 * The tenant's bot token, opened for one use: it is held by nobody. Throws Failure only, since nothing was sent yet:
 * `not-installed` or, as Slack would say, `token_revoked` (permanent), `token-unavailable` or the keyring's (retriable).
 */
export async function openBotToken(service: ServiceContext, tenant: string, which: Which = {}): Promise<BotToken> {
  try {
    return await read(service, tenant, which);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw transient('token-unavailable', 'The token could not be read just now.', { cause: error });
  }
}

/**
 * Notes that Slack takes a token no more, and has it asked whether the app has left the workspace. Only the token of
 * this `version`: news of an old one does not touch the next.
 */
export async function markRevoked(service: ServiceContext, tenant: string, version: number): Promise<void> {
  const thatToken = { tenant, status: 'active' as const, version };
  // Most calls that fail find it marked.
  if (!(await service.model(installations).exists(thatToken))) return;
  const at = service.clock.now();
  const marked = await service.transact({ tenant }, async (tx) => {
    const change = { $set: { status: 'revoked' as const } };
    const { modifiedCount } = await tx.model(installations).updateOne(thatToken, change);
    if (modifiedCount > 0) askForCheck(tx, at);
    return modifiedCount > 0;
  });
  if (!marked) return;
  service.metrics.refused.inc({ code: 'installation-revoked' });
  service.log.warn({ tenant }, 'Slack takes the token of this workspace no more');
}
