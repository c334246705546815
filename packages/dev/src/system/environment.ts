import { join } from 'node:path';
import { type ServiceName, services } from '@crescendo/contracts';
import { TOOLS } from '@crescendo/engines';
import type { PortPlan } from './port-plan.ts';
import { byService } from './port-plan.ts';
import type { Secrets } from './secrets.ts';

export type SlackLimits = 'real' | 'wide';

/** The settings that all programs of a system share. */
export type Surroundings = {
  ports: PortPlan;
  secrets: Secrets;
  slackLimits: SlackLimits;
  /** Whether the Slack simulator starts with the demo's workspaces. */
  demoWorkspaces: boolean;
  /** The least severe level that services log. */
  logLevel: string;
  /** Says how far this system is ahead of the real time; need not exist. */
  clockFile: string;
  /** Base URL of a Zipkin server; without it no spans are sent. */
  tracesUrl: string | undefined;
};

export function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

export function serviceUrls(ports: PortPlan): Record<ServiceName, string> {
  return byService(services.map((name) => [name, urlOf(ports.services[name])] as const));
}

/** A service's environment variables: those it needs, and no others of ours. */
export function serviceEnvironment(
  name: ServiceName,
  around: Surroundings & { brokers: string; mongodbUri: string },
): Record<string, string> {
  const urls = serviceUrls(around.ports);
  return {
    ...programEnvironment(around.ports.services[name]),
    INSTANCE: name,
    KAFKA_BROKERS: around.brokers,
    MONGODB_URI: around.mongodbUri,
    SERVICE_KEY_FILE: around.secrets.serviceKeyFile(name),
    SERVICE_JWKS_FILE: around.secrets.serviceJwksFile,
    ...Object.fromEntries(services.map((each) => [`${each.toUpperCase()}_URL`, urls[each]])),
    // Kafka notices a killed service after 10 s, so that a demo of it need not wait half a minute.
    KAFKA_SESSION_TIMEOUT_MS: process.env.KAFKA_SESSION_TIMEOUT_MS ?? '10000',
    // Services accept a CLOCK_FILE only with NODE_ENV=development.
    NODE_ENV: 'development',
    CLOCK_FILE: around.clockFile,
    LOG_LEVEL: around.logLevel,
    ...(around.tracesUrl
      ? { OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${around.tracesUrl}/api/v2/spans` }
      : { OTEL_TRACES_EXPORTER: 'none' }),
    ...(name === 'gateway' ? gatewayEnvironment(urls.gateway, around) : {}),
    // Small enough that a demo's roster takes several pages.
    ...(name === 'ingestion' ? { ROSTER_PAGE_SIZE: '25' } : {}),
    ...(name === 'purge' ? purgeEnvironment(around) : {}),
  };
}

export function slackSimulatorEnvironment(stateFile: string, around: Surroundings): Record<string, string> {
  return {
    ...programEnvironment(around.ports.slack),
    ...slackSecrets(around),
    APP_URL: urlOf(around.ports.services.gateway),
    STATE_FILE: stateFile,
    CLOCK_FILE: around.clockFile,
    SLACK_LIMITS: around.slackLimits,
    ...(around.tracesUrl ? { TRACES_URL: around.tracesUrl } : {}),
    ...(around.demoWorkspaces ? { SEED: 'demo' } : {}),
  };
}

function gatewayEnvironment(publicUrl: string, around: Surroundings) {
  const slackUrl = urlOf(around.ports.slack);
  return {
    ...slackSecrets(around),
    SLACK_API_URL: `${slackUrl}/api/`,
    SLACK_AUTHORIZE_URL: `${slackUrl}/oauth/v2/authorize`,
    PUBLIC_URL: publicUrl,
    SLACK_LIMITS: around.slackLimits,
    TEAM_INDEX_KEY: around.secrets.teamIndexKey,
    OPERATOR_JWKS_FILE: around.secrets.operatorJwksFile,
    RECEIPT_KEYS_FILE: around.secrets.receiptKeysFile,
  };
}

function purgeEnvironment({ secrets }: Surroundings) {
  return {
    MASTER_KEY_FILE: secrets.masterKeyFile,
    EPOCH_KEYS_DIR: secrets.epochKeysDir,
    ERASURE_LEDGER_DIR: secrets.erasureLedgerDir,
    RECEIPT_KEY_FILE: secrets.receiptKeyFile,
    RECEIPT_KEYS_FILE: secrets.receiptKeysFile,
    KEY_LEASE_SECONDS: '10',
    // In a trial a customer leaves at once, and a person who asks for erasure has half a minute to change their mind.
    PURGE_GRACE_HOURS: process.env.PURGE_GRACE_HOURS ?? '0',
    ...given('CUSTOMERS_ENDING_PER_HOUR'),
    ERASURE_COOLING_OFF_HOURS: process.env.ERASURE_COOLING_OFF_HOURS ?? String(30 / 3_600),
  };
}

/** A setting from our own environment, if set there; else the service's default applies. */
const given = (name: string): Record<string, string> => {
  const value = process.env[name];
  return value === undefined ? {} : { [name]: value };
};

function slackSecrets({ secrets: { slack } }: Surroundings) {
  return {
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_CLIENT_ID: slack.clientId,
    SLACK_CLIENT_SECRET: slack.clientSecret,
  };
}

const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG'];

function programEnvironment(port: number): Record<string, string> {
  return {
    ...Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    HOST: '127.0.0.1',
    PORT: String(port),
    EXIT_WITH_STDIN: '1',
    NODE_COMPILE_CACHE: join(TOOLS, 'compile-cache'),
  };
}
