import { route } from '@crescendo/chassis';
import { type EndEvidence, endEvidenceResponse } from '@crescendo/contracts';
import { z } from 'zod';
import type { SlackApi } from '../outbound/slack/client.ts';
import type { Workspaces } from '../workspaces.ts';
import { isInstalledAgain } from './installed-again.ts';
import { askTokenState } from './token-state.ts';

/**
 * Whether Slack still says that a customer has left, asked of Slack now: before what can't be taken back is done. Where they
 * have installed the app again they are another customer, and a token that works is that one's.
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
