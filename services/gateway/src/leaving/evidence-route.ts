import { route } from '@crescendo/chassis';
import { type EndEvidence, endEvidenceResponse } from '@crescendo/contracts';
import { z } from 'zod';
import type { SlackApi } from '../outbound/slack/client.ts';
import type { Workspaces } from '../workspaces.ts';
import { isInstalledAgain } from './installed-again.ts';
import { askTokenState } from './token-state.ts';

/**
 * Asks Slack now whether a customer has left, before a step that can't be undone. If they have installed the app again,
 * they are another customer, and a working token belongs to that one.
 */
export const evidenceRoute = ({ slack, workspaces }: { slack: SlackApi; workspaces: Workspaces }) =>
  route({
    method: 'post',
    path: '/installations/evidence',
    from: ['purge'],
    body: z.object({}),
    response: endEvidenceResponse,
    async handle({ caller: { tenant }, service }): Promise<EndEvidence> {
      const state = await askTokenState({ service, slack }, { tenant });
      if (!state) return { relationship: 'ended', code: 'not-installed' };
      const { look } = state;
      if (look.token === 'ended') return { relationship: 'ended', code: look.code };
      if (look.token !== 'alive') return { relationship: 'unknown', code: look.code };
      if (await isInstalledAgain({ service, workspaces }, tenant))
        return { relationship: 'ended', code: 'installed-again' };
      service.metrics.refused.inc({ code: 'token-alive' });
      return { relationship: 'stands', code: 'token-alive' };
    },
  });
