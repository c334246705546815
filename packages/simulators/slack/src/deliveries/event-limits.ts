import { APP_ID } from '../app.ts';
import type { SimulatedSlack } from '../slack.ts';
import type { Workspace } from '../state/state.ts';
import { deliver } from './deliver.ts';
import { verificationToken } from './verification-token.ts';

/**
 * Beyond 30,000 deliveries an hour to a workspace, Slack drops events and says so once a minute. That notice is not a
 * workspace's event: it has its own envelope and no retries. https://docs.slack.dev/reference/events/app_rate_limited
 */
export class EventLimits {
  private readonly slack: SimulatedSlack;
  private readonly told = new Map<string, number>();

  constructor(slack: SimulatedSlack) {
    this.slack = slack;
  }

  async tell(workspace: Workspace): Promise<void> {
    const minute = Math.floor(this.slack.clock.now() / 60_000) * 60;
    if (this.told.get(workspace.id) === minute) return;
    this.told.set(workspace.id, minute);
    const token = verificationToken(this.slack.settings.signingSecret);
    await deliver(this.slack, {
      path: 'events',
      what: 'app_rate_limited',
      teamId: workspace.id,
      body: JSON.stringify({
        token,
        type: 'app_rate_limited',
        team_id: workspace.id,
        minute_rate_limited: minute,
        api_app_id: APP_ID,
      }),
      contentType: 'application/json',
    });
  }
}
