import { type PersonSpec, SlackSimulatorClient, type WorkspaceDetail } from '@crescendo/slack-simulator';
import { inject } from 'vitest';
import { Learner } from './learner.ts';

export type InstalledWorkspace = {
  slack: SlackSimulatorClient;
  /** Its state right after the installation. */
  detail: WorkspaceDetail;
  /** One of its people, by their place in `people`. */
  learner(place: number): Learner;
};

const someone: PersonSpec = { realName: 'Robin Example', kind: 'owner' };

/** A client of the simulated Slack. */
export function slackClient(): SlackSimulatorClient {
  const url = inject('system').run.slack?.simulatorUrl;
  if (!url) throw new Error('the system has no simulated Slack');
  return new SlackSimulatorClient(url);
}

/** A new workspace, with its own tenant; its first person has installed the app. */
export async function installedWorkspace(
  people: readonly PersonSpec[] = [someone],
  name = 'A workspace',
  enterprise?: { id: string; name: string },
): Promise<InstalledWorkspace> {
  const slack = slackClient();
  const { id } = await slack.createWorkspace({ name, people: [...people], ...(enterprise && { enterprise }) });
  const answer = await slack.installApp(id);
  if (!answer.ok) throw new Error(`the installation was answered ${answer.status}`);
  const detail = await slack.workspace(id);
  return {
    slack,
    detail,
    learner(place) {
      const person = detail.people[place];
      if (!person) throw new Error(`nobody is at place ${place}`);
      return new Learner(slack.as(id, person.id));
    },
  };
}
