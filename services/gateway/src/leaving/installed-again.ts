import type { ServiceContext } from '@crescendo/chassis';
import { installations } from '../installations.ts';
import type { Workspaces } from '../workspaces.ts';

/**
 * Whether a customer being erased has installed the app again, as a new customer. Slack hands out the old token again
 * while it works, so if the erasure were taken back, two customers would share one token.
 */
export async function isInstalledAgain(
  { service, workspaces }: { service: ServiceContext; workspaces: Workspaces },
  tenant: string,
): Promise<boolean> {
  const row = await service.model(installations).findOne({ tenant }).lean();
  const [opened] = row ? await service.open(installations, [row], ['slackTeam']) : [];
  if (!opened) return false;
  const another = { team: workspaces.hash(opened.slackTeam), tenant: { $ne: tenant } };
  return (await service.model(installations).exists(another)) !== null;
}
