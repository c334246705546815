import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlackSimulatorClient, type WorkspaceDetail } from '@crescendo/slack-simulator';
import { readAnswerKey } from './answer-key.ts';
import { live } from './live.ts';
import { personAtSlack } from './person-at-slack.ts';
import { type PersonPlan, planDemo } from './plan.ts';
import { findDemoWorkspaces, membersOf } from './workspaces.ts';

const SAID_EVERY = 5;

type DemoOptions = {
  slackUrl: string;
  /** Holds the system's data, and the note that the demo world is complete. */
  dir: string;
  say: (line: string) => void;
  signal: AbortSignal;
};

/**
 * Fills a running system with the demo world, unless it is complete already: two workspaces install the app, and people
 * learn, all through the same acts in Slack as real people. An interrupted run continues where it stopped.
 *
 * @throws once everybody is done, if somebody got stuck, with what they did not see; when the signal is aborted
 */
export async function buildDemoWorld({ slackUrl, dir, say, signal }: DemoOptions): Promise<void> {
  const note = join(dir, 'demo-world.json');
  if (existsSync(note)) return;
  signal.throwIfAborted();
  await Promise.race([whenAborted(signal), playDemo({ slackUrl, say, signal })]);
  writeFileSync(note, `${JSON.stringify({ finishedAt: new Date().toISOString() })}\n`);
}

async function playDemo({ slackUrl, say, signal }: Omit<DemoOptions, 'dir'>): Promise<void> {
  const slack = new SlackSimulatorClient(slackUrl);
  const [{ northwind, juniper }, answerKey] = await Promise.all([findDemoWorkspaces(slack), readAnswerKey()]);
  const plan = planDemo({ northwind: membersOf(northwind), juniper: membersOf(juniper) });
  const total = plan.northwind.length + plan.juniper.length;
  let done = 0;

  async function playPerson(workspace: WorkspaceDetail, person: PersonPlan) {
    const client = slack.as(workspace.id, person.userId);
    await live(personAtSlack(client, signal), person, answerKey).catch((error: unknown) => {
      throw new Error(`${nameOf(workspace, person.userId)}: ${reasonIn(error)}`);
    });
    done += 1;
    if (done % SAID_EVERY === 0 || done === total) say(`Demo world: ${done} of ${total} people`);
  }

  async function playWorkspace(workspace: WorkspaceDetail, people: readonly PersonPlan[]) {
    if (!workspace.installed) await install(slack, workspace);
    return Promise.allSettled(people.map((person) => playPerson(workspace, person)));
  }

  say('Demo world: two workspaces install the app, and people start to learn');
  const played = await Promise.all([playWorkspace(northwind, plan.northwind), playWorkspace(juniper, plan.juniper)]);
  const failed = played.flat().filter((result) => result.status === 'rejected');
  if (failed[0]) throw new Error(`${failed.length} of ${total} people got stuck. ${reasonIn(failed[0].reason)}`);
}

async function install(slack: SlackSimulatorClient, { id, name }: WorkspaceDetail): Promise<void> {
  const answer = await slack.installApp(id).catch((error: unknown) => {
    throw new Error(`${name} could not install the app: ${reasonIn(error)}`);
  });
  if (answer.status >= 400) throw new Error(`${name} could not install the app: the gateway answered ${answer.status}`);
}

function nameOf({ people }: WorkspaceDetail, userId: string): string {
  return people.find(({ id }) => id === userId)?.realName ?? userId;
}

/** An error's message and, for a failed request, its cause, which names the address that could not be reached. */
function reasonIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
