import type { ServiceContext } from '@crescendo/chassis';
import { Failure, permanent, transient } from '@crescendo/contracts';
import { installations } from './installations.ts';

export type BotToken = { token: string; version: number };

async function read(service: ServiceContext, tenant: string): Promise<BotToken> {
  const row = await service.model(installations).findOne({ tenant }).lean();
  if (!row) throw permanent('not-installed', 'The workspace has not installed the app.');
  if (row.status === 'revoked') throw permanent('token_revoked', 'Slack does not take the workspace’s token any more.');
  const [opened] = await service.open(installations, [row], ['token']);
  if (!opened) throw permanent('not-installed', 'The workspace has not installed the app.');
  return { token: opened.token, version: row.version };
}

/**
 * The tenant's bot token, opened for one use: it is held by nobody. Throws Failure only, since nothing was sent yet:
 * `not-installed` or, as Slack would say, `token_revoked` (permanent), `token-unavailable` or the keyring's (retriable).
 */
export async function openBotToken(service: ServiceContext, tenant: string): Promise<BotToken> {
  try {
    return await read(service, tenant);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw transient('token-unavailable', 'The token could not be read just now.', { cause: error });
  }
}

/**
 * Notes that Slack takes a token no more. Only the token it was said of: a `version`, or those renewed `before` the
 * moment at which Slack said so.
 */
export async function markRevoked(
  service: ServiceContext,
  tenant: string,
  which: { version: number } | { before: Date },
): Promise<void> {
  const said = 'version' in which ? { version: which.version } : { renewedAt: { $lte: which.before } };
  const { modifiedCount } = await service
    .model(installations)
    .updateOne({ tenant, status: 'active', ...said }, { $set: { status: 'revoked' } });
  if (modifiedCount === 0) return;
  service.metrics.refused.inc({ code: 'installation-revoked' });
  service.log.warn({ tenant }, 'Slack takes the token of this workspace no more');
}
