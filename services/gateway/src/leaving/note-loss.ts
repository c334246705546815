import { isFenced, type ServiceContext } from '@crescendo/chassis';
import { installations } from '../installations.ts';
import { askForCheck } from './installation-check.ts';

/** Slack's times are whole seconds. */
const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/**
 * Slack reports that it removed the app, or its bot token, from a tenant's workspace. Such reports come late, twice, in
 * any order, about tokens that were replaced since, and about customers whom we ended ourselves. So we store the report
 * and ask Slack. For a held customer we only store it, and ask if they stay after all. Resolves to the reason if the
 * report is ignored.
 */
export async function noteLoss(
  service: ServiceContext,
  { tenant, at }: { tenant: string; at: Date },
): Promise<'already-terminated' | 'older-than-installation' | undefined> {
  const unheeded = await keepWord(service, { tenant, at });
  if (unheeded) return unheeded;
  try {
    // Checked after the report is stored, so either we ask or whoever lifts the hold does.
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
