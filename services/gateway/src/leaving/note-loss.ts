import type { ServiceContext } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';
import { installations } from '../installations.ts';
import { askForCheck } from './installation-check.ts';

/** Slack's times are whole seconds. */
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/**
 * Slack tells that it took the app, or its bot token, out of a tenant's workspace. Such news comes late, twice, in any
 * order, of tokens that were replaced since, and of customers whom we ended ourselves: it is kept, and makes us ask.
 * Resolves to why it does not even do that.
 */
export async function noteLoss(
  service: ServiceContext,
  { tenant, at }: { tenant: string; at: Date },
): Promise<'already-terminated' | 'older-than-installation' | undefined> {
  try {
    return await service.transact({ tenant }, async (tx) => {
      const row = await tx.model(installations).findOne({ tenant }).lean();
      if (!row || row.terminatedAt) return 'already-terminated';
      if (seconds(at) < seconds(row.renewedAt)) return 'older-than-installation';
      await tx.model(installations).updateOne({ _id: row._id, version: row.version }, { $min: { toldAt: at } });
      askForCheck(tx);
      return undefined;
    });
  } catch (error) {
    if (error instanceof Failure && error.code === 'held') return 'already-terminated';
    throw error;
  }
}
