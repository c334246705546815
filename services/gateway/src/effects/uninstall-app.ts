import { type EffectRef, effect } from '@crescendo/chassis';
import { Failure } from '@crescendo/contracts';
import { z } from 'zod';
import { installations } from '../installations.ts';
import { isInstalledAgain } from '../leaving/installed-again.ts';
import type { SlackApi } from '../outbound/slack/client.ts';
import { endedCodes } from '../outbound/slack/failures.ts';
import type { GatewaySettings } from '../settings.ts';
import type { Workspaces } from '../workspaces.ts';

const args = z.object({});
export type UninstallApp = EffectRef<z.output<typeof args>>;

type Leaving = { slack: SlackApi; workspaces: Workspaces; settings: GatewaySettings };

/**
 * Uninstalls the app from the workspace of a customer being erased, unless it is already gone or they have installed it
 * again. https://docs.slack.dev/reference/methods/apps.uninstall
 */
export const uninstallApp = ({ slack, workspaces, settings }: Leaving) =>
  effect({
    name: 'uninstall-app',
    args,
    whenUnknown: () => 'send-again',
    async perform(_args, { service, tenant, signal }) {
      if (await isInstalledAgain({ service, workspaces }, tenant)) return { app: 'installed-again' };
      const row = await service.model(installations).findOne({ tenant }, { status: 1, terminatedAt: 1 }).lean();
      // Their erasure was taken back in the meantime.
      if (row && row.status !== 'ended') return { app: 'stays' };
      // They removed it themselves. If Slack was wrong about that, we must not make it true here.
      if (row?.terminatedAt) return { app: 'removed-before' };
      const client = { client_id: settings.SLACK_CLIENT_ID, client_secret: settings.SLACK_CLIENT_SECRET };
      const call = { service, tenant, method: 'apps.uninstall', answer: z.object({}), signal } as const;
      try {
        await slack.call({ ...call, args: client, anyToken: true });
        return { app: 'removed' };
      } catch (error) {
        if (error instanceof Failure && (endedCodes.has(error.code) || error.code === 'not-installed'))
          return { app: 'removed-before' };
        throw error;
      }
    },
  });
