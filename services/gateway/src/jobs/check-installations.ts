import { type Job, job, type ServiceContext } from '@crescendo/chassis';
import { installations } from '../installations.ts';
import { askForCheck } from '../leaving/installation-check.ts';
import { askTokenState } from '../leaving/token-state.ts';
import type { SlackApi } from '../slack/api/client.ts';

const LOOK_EVERY_MS = 60_000;
export const CHECK_EVERY_MS = 3_600_000;
/** A workspace of which Slack could not be asked. */
const ASK_AGAIN_MS = 300_000;
const PAGE = 100;
const AT_ONCE = 10;

/**
 * Finds the uninstallations of which no event came: Slack is asked about each installation once an hour, each at an hour
 * of its own, so never about all at once. A dead token is asked about once more by `check-installation`, which says that
 * the relationship ended. A workspace that cannot be asked is asked again soon, and keeps no other waiting.
 */
export const checkInstallations = (slack: SlackApi): Job =>
  job({
    name: 'check-installations',
    every: LOOK_EVERY_MS,
    async run({ now, service, signal }) {
      const due = { checkAt: { $lte: now }, status: { $ne: 'ended' as const }, terminatedAt: { $exists: false } };
      const left = [...service.closedTenants()];
      const rows = await service
        .model(installations)
        .find({ ...due, tenant: { $nin: left } }, { tenant: 1 })
        .sort({ checkAt: 1 })
        .limit(PAGE)
        .lean();
      for (let at = 0; at < rows.length && !signal.aborted; at += AT_ONCE)
        await Promise.all(
          rows.slice(at, at + AT_ONCE).map(({ tenant }) => check({ service, slack }, { tenant, now, signal })),
        );
      return rows.length === PAGE && !signal.aborted;
    },
  });

async function check(
  parts: { service: ServiceContext; slack: SlackApi },
  { tenant, now, signal }: { tenant: string; now: Date; signal: AbortSignal },
): Promise<void> {
  const { service } = parts;
  let next = CHECK_EVERY_MS;
  try {
    const state = await askTokenState(parts, { tenant, signal });
    if (state?.token === 'dead') await service.transact({ tenant }, async (tx) => askForCheck(tx, now));
  } catch (error) {
    next = ASK_AGAIN_MS;
    service.metrics.refused.inc({ code: 'installation-not-checked' });
    service.log.warn({ err: error, tenant }, 'Slack could not be asked about a workspace; it will be asked again');
  }
  await service.model(installations).updateOne({ tenant }, { $set: { checkAt: new Date(now.getTime() + next) } });
}
