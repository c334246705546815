import { z } from 'zod';
import { uninstallApp } from '../workspace/lifecycle.ts';
import { type ApiMethod, SlackError } from './method.ts';

interface Given {
  client_id?: string | undefined;
  client_secret?: string | undefined;
}

/**
 * Removes the app from the workspace whose token calls, as if somebody there had removed it: the app gets the events,
 * and none of its tokens works afterwards. The client's id and secret prove that the app itself calls.
 * https://docs.slack.dev/reference/methods/apps.uninstall
 */
export const appsUninstall: ApiMethod<Given> = {
  name: 'apps.uninstall',
  tier: 'tier1',
  arguments: z.object({ client_id: z.string().optional(), client_secret: z.string().optional() }),
  call(given, { slack, workspace }) {
    if (given.client_id !== slack.settings.clientId) throw new SlackError('invalid_client_id');
    if (given.client_secret !== slack.settings.clientSecret) throw new SlackError('bad_client_secret');
    void uninstallApp(slack, workspace);
    return {};
  },
};
