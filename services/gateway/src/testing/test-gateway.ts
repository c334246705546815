import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { problemHandler, type ServiceClient, sendProblem, type Tokens } from '@crescendo/chassis';
import { testService } from '@crescendo/chassis-testing';
import { permanent, type ServiceName } from '@crescendo/contracts';
import { SlackSimulatorClient, startSlackSimulator } from '@crescendo/slack-simulator';
import express, { type Express } from 'express';
import { onTestFinished } from 'vitest';
import { installations } from '../installations.ts';
import { gateway } from '../service.ts';
import type { GatewaySettings } from '../settings.ts';
import { createWorkspaces } from '../workspaces.ts';

const app = { signingSecret: 'a signing secret', clientId: '1234.5678', clientSecret: 'a client secret' };

/** Other services' answers to requests; a throw makes the call fail. */
type Answers = Partial<Record<ServiceName, (path: string, body: unknown) => unknown>>;

/** Tests accept a bearer token such as `ingestion tnt_…`. */
const trusting: Tokens = {
  issue: async (audience, tenant) => `${audience} ${tenant}`,
  issueForOperator: async (audience, operator) => `${audience} ${operator}`,
  async verifyOperator() {
    throw permanent('unauthenticated', 'Nobody calls the gateway on behalf of an operator.');
  },
  async verify(authorization) {
    const [service, tenant] = authorization?.replace('Bearer ', '').split(' ') ?? [];
    if ((service !== 'ingestion' && service !== 'billing') || !tenant)
      throw permanent('unauthenticated', 'A service token is required.');
    return { service, tenant };
  },
};

async function listen(server: Express): Promise<string> {
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(async () => {
    listening.closeAllConnections();
    listening.close();
    await once(listening, 'close');
  });
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`; // a listening TCP server has one
}

const settingsFor = (url: string, slackUrl: string): GatewaySettings => ({
  PUBLIC_URL: url,
  SLACK_SIGNING_SECRET: app.signingSecret,
  SLACK_CLIENT_ID: app.clientId,
  SLACK_CLIENT_SECRET: app.clientSecret,
  SLACK_API_URL: `${slackUrl}/api/`,
  SLACK_AUTHORIZE_URL: `${slackUrl}/oauth/v2/authorize`,
  SLACK_LIMITS: 'real',
  TEAM_INDEX_KEY: Buffer.alloc(32, 7).toString('base64url'),
});

/**
 * The gateway with a simulated Slack and a real database. Slack's requests arrive over HTTP at its real edge; its
 * events stay in its outbox. The test gives other services' answers.
 */
export async function testGateway(answers: Answers = {}, told: Partial<GatewaySettings> = {}) {
  const server = express();
  const url = await listen(server);
  const simulator = await startSlackSimulator({
    appUrl: url,
    ...app,
    retryDelaysMs: [600_000],
    answerTimeoutMs: 60_000,
  });
  onTestFinished(() => simulator.stop());
  const slack = new SlackSimulatorClient(simulator.url);
  const settings = { ...settingsFor(url, simulator.url), ...told };

  const teams = createWorkspaces(settings.TEAM_INDEX_KEY);
  const call: ServiceClient = async (name, path, { body, response }) => {
    const answer = answers[name];
    if (!answer) throw new Error(`this test did not say what ${name} answers`);
    return response.parse(answer(path, body));
  };
  const service = gateway(settings);
  const test = await testService(service, { call, tokens: trusting });

  function open(on: Express, edge = service.edge): void {
    if (edge) on.use(edge(test.context));
    on.use((_request, response) => sendProblem(response, { status: 404, code: 'not-found' })); // as the chassis does
    on.use(problemHandler(test.context.log));
  }
  open(server);

  return {
    ...test,
    url,
    slack,
    slackApiUrl: settings.SLACK_API_URL,
    /** The address of a second process of the same gateway, with the same database and its own memory. */
    async anotherReplica(): Promise<string> {
      const another = express();
      open(another, gateway(settings).edge);
      return await listen(another);
    },
    /** How often the gateway refused or skipped something with this code. */
    async refused(code: string): Promise<number> {
      const { values } = await test.metrics.refused.get();
      return values.find(({ labels }) => labels.code === code)?.value ?? 0;
    },
    /** A workspace that installed the app, with one person in it. */
    async installedWorkspace() {
      const { id: team, people } = await slack.createWorkspace({
        name: 'Acme',
        people: [{ realName: 'Given Family' }],
      });
      const page = await slack.installApp(team);
      const row = await test.context
        .model(installations)
        .findOne({ team: teams.hash(team) })
        .lean();
      const slackUser = people[0]?.id;
      if (page.status !== 200 || !row || !slackUser) throw new Error(`the installation answered ${page.status}`);
      return { team, slackUser, tenant: row.tenant, person: slack.as(team, slackUser) };
    },
  };
}
export type TestGateway = Awaited<ReturnType<typeof testGateway>>;
