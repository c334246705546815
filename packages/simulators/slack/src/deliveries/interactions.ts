import { APP_ID } from '../app.ts';
import type { SimulatedSlack } from '../slack.ts';
import type { Person, Workspace } from '../state/state.ts';
import { type Delivered, deliver } from './deliver.ts';
import { verificationToken } from './verification-token.ts';

export type InteractionType = 'block_actions' | 'view_submission' | 'view_closed' | 'shortcut' | 'message_action';

/** The fields of every interaction: who did it, in which workspace, on which app. */
export function interaction(
  slack: SimulatedSlack,
  by: { workspace: Workspace; person: Person },
  type: InteractionType,
): Record<string, unknown> {
  const { workspace, person } = by;
  const { enterprise } = workspace;
  return {
    type,
    team: { id: workspace.id, domain: workspace.domain, ...(enterprise && inEnterprise(enterprise)) },
    user: {
      id: person.id,
      username: person.handle,
      name: person.handle,
      team_id: person.origin?.teamId ?? workspace.id,
    },
    api_app_id: APP_ID,
    token: verificationToken(slack.settings.signingSecret),
    enterprise: enterprise ?? null,
    is_enterprise_install: false,
  };
}

const inEnterprise = ({ id, name }: { id: string; name: string }) => ({ enterprise_id: id, enterprise_name: name });

/** Sends an interaction to the app, once: Slack never repeats one. */
export async function deliverInteraction(
  slack: SimulatedSlack,
  workspace: Workspace,
  payload: Record<string, unknown>,
): Promise<Delivered> {
  return deliver(slack, {
    path: 'interactions',
    what: String(payload.type),
    teamId: workspace.id,
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    contentType: 'application/x-www-form-urlencoded',
  });
}
