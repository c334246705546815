import { isFenced, type Job, job, type ServiceContext } from '@crescendo/chassis';
import { installations } from '../installations.ts';
import { recordLook } from '../leaving/relationship-changes.ts';
import { askTokenState } from '../leaving/token-state.ts';
import type { SlackApi } from '../outbound/slack/client.ts';

const LOOK_EVERY_MS = 60_000;
/** A workspace about which we could not ask. */
const ASK_AGAIN_MS = 300_000;
const PAGE = 100;
const AT_ONCE = 10;

/**
 * Asks Slack about each installation once an hour, spread over the hour; about refused ones it asks at growing
 * intervals. So we notice when an unreachable customer can be reached again, and when an app was removed without a
 * report. One that fails delays no other.
 */
export const checkInstallations = (slack: SlackApi): Job =>
  job({
    name: 'check-installations',
    every: LOOK_EVERY_MS,
    async run({ now, service, signal }) {
      const due = { checkAt: { $lte: now }, status: { $in: ['active' as const, 'unreachable' as const] } };
      const rows = await service
        .model(installations)
        .find({ ...due, tenant: { $nin: [...service.closedTenants()] } }, { tenant: 1 })
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
  try {
    const state = await askTokenState(parts, { tenant, signal });
    if (state) await recordLook(service, { tenant, ...state });
  } catch (error) {
    if (isFenced(error)) return; // from here on it counts as closed
    service.metrics.refused.inc({ code: 'installation-not-checked' });
    service.log.warn({ err: error, tenant }, 'Slack could not be asked about a workspace; it will be asked again');
    const checkAt = new Date(now.getTime() + ASK_AGAIN_MS);
    await service.model(installations).updateOne({ tenant, checkAt: { $lte: now } }, { $set: { checkAt } });
  }
}
