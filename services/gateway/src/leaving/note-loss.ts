import type { ServiceContext } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';
import { installations } from '../installations.ts';
import { askForCheck } from './installation-check.ts';

/** Slack's times are whole seconds. */
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/**
 * Slack tells that it took the app, or its bot token, out of a tenant's workspace. Such news comes late, twice, in any
 * order, of tokens that were replaced since, and of customers whom we ended ourselves: it only makes us ask. Resolves to
 * why it does not even do that.
 */
export async function noteLoss(
  service: ServiceContext,
  { tenant, at }: { tenant: string; at: Date },
): Promise<'already-terminated' | 'older-than-installation' | undefined> {
  const row = await service.model(installations).findOne({ tenant }, { renewedAt: 1, terminatedAt: 1 }).lean();
  if (!row || row.terminatedAt) return 'already-terminated';
  if (seconds(at) < seconds(row.renewedAt)) return 'older-than-installation';
  try {
    await service.transact({ tenant }, async (tx) => askForCheck(tx, at));
    return undefined;
  } catch (error) {
    if (error instanceof Failure && error.code === 'held') return 'already-terminated';
    throw error;
  }
}
