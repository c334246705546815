import type { ServiceContext } from '@crescendo/chassis';
import { installations } from '../installations.ts';
import type { Workspaces } from '../workspaces.ts';

/**
 * Whether a customer who is being erased has installed the app anew, as a new customer. Slack gives them the token they had
 * while that one lives: taken back, it would be both's.
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
