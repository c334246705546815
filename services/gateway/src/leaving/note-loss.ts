import { isFenced, type ServiceContext } from '@crescendo/chassis';
import { installations } from '../installations.ts';
import { askForCheck } from './installation-check.ts';

/** Slack's times are whole seconds. */
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/**
 * Slack tells that it took the app, or its bot token, out of a tenant's workspace. Such news comes late, twice, in any
 * order, of tokens that were replaced since, and of customers whom we ended ourselves: it is kept, and makes us ask. Of a
 * customer who is held it is kept only: should they stay after all, it makes us ask then. Resolves to why it does not even
 * do that.
 */
export async function noteLoss(
  service: ServiceContext,
  { tenant, at }: { tenant: string; at: Date },
): Promise<'already-terminated' | 'older-than-installation' | undefined> {
  const unheeded = await keepWord(service, { tenant, at });
  if (unheeded) return unheeded;
  try {
    // After the word is kept: whoever lifts the hold in between asks, or we do.
    await service.transact({ tenant }, async (tx) => askForCheck(tx));
    return undefined;
  } catch (error) {
    if (isFenced(error)) return 'already-terminated';
    throw error;
  }
}

const keepWord = (service: ServiceContext, { tenant, at }: { tenant: string; at: Date }) =>
  service.transact({ tenant, passesFence: true }, async (tx) => {
    const row = await tx.model(installations).findOne({ tenant }).lean();
    if (!row || row.status === 'ended' || row.terminatedAt) return 'already-terminated';
    if (seconds(at) < seconds(row.renewedAt)) return 'older-than-installation';
    await tx.model(installations).updateOne({ _id: row._id, version: row.version }, { $min: { toldAt: at } });
    return undefined;
  });
