import { SlackSimulatorClient, type WorkspaceDetail } from '../client.ts';
import type { SlackSimulatorOptions } from '../options.ts';
import { type RunningSlackSimulator, startSlackSimulator } from '../server.ts';
import type { PersonSpec } from '../state/workspaces.ts';
import { type AppUnderTest, startAppUnderTest } from './app-under-test.ts';

export const SIGNING_SECRET = 'a signing secret';
export const CLIENT_ID = '1234.5678';
export const CLIENT_SECRET = 'a client secret';
/** How long the app may take to answer, in tests that are not about that. */
const LONG_MS = 60_000;
const ALL_SCOPES = ['chat:write', 'commands', 'im:write', 'users:read', 'users:read.email'];

/** A clock that stands still until a test moves it. */
export class StoppedClock {
  private time = Date.parse('2026-03-02T09:00:00Z');

  now(): number {
    return this.time;
  }

  real(): number {
    return this.time;
  }

  async moveTo(time: number): Promise<void> {
    if (time < this.time) throw new Error('Time does not go back.');
    this.time = time;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

export interface ApiAnswer {
  status: number;
  retryAfter: string | null;
  body: { ok: boolean; error?: string } & Record<string, unknown>;
}

/** A simulator, a tiny app, and a workspace with two people. */
export interface Stage {
  app: AppUnderTest;
  simulator: RunningSlackSimulator;
  client: SlackSimulatorClient;
  clock: StoppedClock;
  workspace: WorkspaceDetail;
  /** Calls the Web API with JSON and the installed app's token. */
  call(method: string, given?: object, token?: string): Promise<ApiAnswer>;
  /** Allows the app in the workspace and exchanges the code; resolves to the bot token. */
  install(scopes?: string[]): Promise<string>;
  stop(): Promise<void>;
}

const people: PersonSpec[] = [
  { realName: 'Renata Quiroga', kind: 'owner' },
  { realName: 'Amara Okafor', timeZone: 'Africa/Lagos', locale: 'en-GB' },
];

export async function setStage(options: Partial<SlackSimulatorOptions> = {}): Promise<Stage> {
  const app = await startAppUnderTest();
  const clock = new StoppedClock();
  const secrets = { signingSecret: SIGNING_SECRET, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
  const simulator = await startSlackSimulator({
    appUrl: app.url,
    ...secrets,
    clock,
    answerTimeoutMs: LONG_MS,
    ...options,
  });
  const client = new SlackSimulatorClient(simulator.url);
  const workspace = await client.createWorkspace({ name: 'Testing Grounds', people });
  let installed = '';
  return {
    app,
    simulator,
    client,
    clock,
    workspace,
    async call(method, given = {}, token = installed) {
      return answerOf(
        await fetch(`${simulator.url}/api/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
          body: JSON.stringify(given),
        }),
      );
    },
    async install(scopes = ALL_SCOPES) {
      const code = await codeFor(client, simulator.url, workspace.id, scopes);
      const { body } = await exchange(simulator.url, { code });
      installed = String(body.access_token);
      return installed;
    },
    async stop() {
      await simulator.stop();
      await app.stop();
    },
  };
}

/** An authorisation code, as a browser brings it to the app. */
export async function codeFor(
  client: SlackSimulatorClient,
  simulatorUrl: string,
  teamId: string,
  scopes: string[] = ALL_SCOPES,
  redirectUri?: string,
): Promise<string> {
  const query = new URLSearchParams({ client_id: CLIENT_ID, scope: scopes.join(','), state: 'a state' });
  if (redirectUri) query.set('redirect_uri', redirectUri);
  const back = await client.authorize({ url: `${simulatorUrl}/oauth/v2/authorize?${query}`, teamId });
  return new URL(back).searchParams.get('code') ?? '';
}

/** Calls oauth.v2.access with a form, as apps do. */
export async function exchange(simulatorUrl: string, form: Record<string, string>): Promise<ApiAnswer> {
  const body = new URLSearchParams({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, ...form });
  return answerOf(await fetch(`${simulatorUrl}/api/oauth.v2.access`, { method: 'POST', body }));
}

async function answerOf(response: Response): Promise<ApiAnswer> {
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as ApiAnswer['body'],
  };
}

export const button = { type: 'button', action_id: 'start', value: 'now', text: { type: 'plain_text', text: 'Start' } };
export const startMessage = [{ type: 'actions', block_id: 'choices', elements: [button] }];
