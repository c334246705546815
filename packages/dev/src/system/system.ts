import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ServiceName, services, streams } from '@crescendo/contracts';
import type { Engines, KafkaProxy } from '@crescendo/engines';
import { assertFree, createTopics, freePort, startZipkin, type Zipkin } from '@crescendo/engines';
import { clockFileIn } from './clock-file.ts';
import * as environment from './environment.ts';
import { waitHealthy } from './health.ts';
import { startKeptEngines } from './kept-engines.ts';
import { readableLogEnd } from './log-lines.ts';
import { type Exit, type Program, programsWith } from './node-program.ts';
import { byService, freePorts, type PortPlan } from './port-plan.ts';
import { openSecrets } from './secrets.ts';

/** A busy machine may need two minutes for a start that otherwise takes seconds. */
const HEALTHY_WITHIN_MS = 180_000;

export type SystemOptions = {
  /** Holds everything that the system stores. A used one continues with its data. */
  dir: string;
  ports: PortPlan | 'free';
  slackLimits: environment.SlackLimits;
  /** Whether Slack starts with the demo's workspaces. Default: no. */
  demoWorkspaces?: boolean;
  /** The least severe level that services log. Default: LOG_LEVEL, or info. */
  logLevel?: string;
  /** Which services run. Default: all. */
  services?: readonly ServiceName[];
  /** Whether to run the trace page, started after everything else. Default: no. */
  traces?: boolean;
  /** What already runs: engines, or a server that accepts spans as Zipkin does. */
  given?: { brokers?: string; mongodbUri?: string; tracesUrl?: string };
  /** The caller's proxy, through which clients can also reach Kafka. Default: none. */
  kafkaProxy?: KafkaProxy;
  /** Receives lines about the progress, for a person. */
  say?: (line: string) => void;
  /** Called whenever a pid changes. */
  onChange?: () => void;
  /** Cancels the start: `startSystem` rejects and leaves nothing running. */
  signal?: AbortSignal;
};

/** All of Crescendo on one machine, with a process for every service, as in production. */
export type System = {
  gatewayUrl: string;
  /** The pid is undefined while a service is down, or if it is not in `services` of the options. */
  services: Record<ServiceName, { readonly url: string; readonly pid: number | undefined }>;
  slack: { url: string; signingSecret: string; clientId: string; readonly pid: number | undefined };
  kafka: Engines['kafka'];
  mongodb: Engines['mongodb'];
  /** The operators, each with the file of their private key. */
  operators: readonly { name: string; keyFile: string }[];
  /** The address of the trace page, which may still be starting. */
  tracesUrl: string | undefined;
  logDir: string;
  /** Ends a service, by default with SIGKILL. It stays down until `startService`. Resolves to how it ended. */
  killService(name: ServiceName, signal?: NodeJS.Signals): Promise<Exit>;
  /** Resolves once the service is ready. */
  startService(name: ServiceName): Promise<void>;
  /**
   * Starts one more replica of a service, with its own port and name; `settings` replace the first replica's. Resolves
   * once it is ready.
   */
  startReplica(name: ServiceName, settings?: Record<string, string>): Promise<Pick<Program, 'kill'> & { url: string }>;
  /** Stops the services first and the engines last; leaves no process. */
  stop(): Promise<void>;
};

/**
 * Starts everything and resolves when every service is ready. Throws PortTaken, or the reason why a part did not start.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { say = () => {}, onChange = () => {}, signal, slackLimits, demoWorkspaces = false } = options;
  const ports = options.ports === 'free' ? await freePorts() : options.ports;
  await assertFree({
    ...ports.services,
    'Slack simulator': ports.slack,
    ...(options.given?.brokers ? {} : { Kafka: ports.kafka }),
    ...(options.given?.mongodbUri ? {} : { database: ports.mongodb }),
  });
  const secrets = await openSecrets(join(options.dir, 'secrets'));
  const tracesUrl = options.given?.tracesUrl ?? (options.traces ? environment.urlOf(ports.traces) : undefined);
  const logLevel = options.logLevel ?? process.env.LOG_LEVEL ?? 'info';
  const clockFile = clockFileIn(options.dir);
  const around: environment.Surroundings = {
    ports,
    secrets,
    slackLimits,
    demoWorkspaces,
    logLevel,
    clockFile,
    tracesUrl,
  };
  const urls = environment.serviceUrls(ports);
  const slackUrl = environment.urlOf(ports.slack);
  const logDir = join(options.dir, 'logs');
  const simulatorDir = join(options.dir, 'simulators');
  await Promise.all([logDir, simulatorDir].map((dir) => mkdir(dir, { recursive: true })));

  const program = programsWith({ logDir, say, onChange });
  const slack = program({
    name: 'slack-simulator',
    main: 'packages/simulators/slack/src/main.ts',
    env: environment.slackSimulatorEnvironment(join(simulatorDir, 'slack.json'), around),
  });
  const running = new Map<ServiceName, Program>();
  const replicas: Program[] = [];
  let engines: Engines | undefined;
  let zipkin: Zipkin | undefined;

  async function stop() {
    await Promise.all([...running.values(), ...replicas].map((service) => service.stop()));
    await Promise.all([slack.stop(), zipkin?.stop()]);
    await engines?.stop();
  }

  const healthy = (url: string) => waitHealthy(url, { timeoutMs: HEALTHY_WITHIN_MS, signal });
  const service = (name: ServiceName) => {
    const found = running.get(name);
    if (!found) throw new Error(`${name} is not part of this system`);
    return found;
  };
  async function startService(name: ServiceName) {
    service(name).start();
    await healthy(`${urls[name]}/readyz`).catch((cause: unknown) => {
      signal?.throwIfAborted();
      const lines = readableLogEnd(join(logDir, `${name}.log`), 0);
      throw new Error(`${name} did not come up. ${cause}\nIts last lines:\n${lines}`, { cause });
    });
  }

  try {
    slack.start();
    const { kafka, mongodb } = await startKeptEngines({ ...options, ports, say, onChange }).then((started) => {
      engines = started;
      return started;
    });
    const [, uris] = await Promise.all([
      createTopics(kafka.brokers, streams),
      Promise.all((options.services ?? services).map(async (name) => [name, await mongodb.uriFor(name)] as const)),
    ]);
    signal?.throwIfAborted();
    say(`Starting ${uris.length} services`);
    for (const [name, mongodbUri] of uris) {
      const env = environment.serviceEnvironment(name, { ...around, mongodbUri, brokers: kafka.brokers });
      running.set(name, program({ name, main: `services/${name}/src/main.ts`, env }));
    }
    await Promise.all([healthy(`${slackUrl}/livez`), ...[...running.keys()].map(startService)]);
    if (options.traces) zipkin = startZipkin({ logDir, port: ports.traces, say });
    return {
      gatewayUrl: urls.gateway,
      services: byService(services.map((name) => [name, atUrl(urls[name], running.get(name))] as const)),
      slack: Object.assign(atUrl(slackUrl, slack), {
        signingSecret: secrets.slack.signingSecret,
        clientId: secrets.slack.clientId,
      }),
      kafka,
      mongodb,
      operators: secrets.operators,
      tracesUrl,
      logDir,
      killService: (name, how = 'SIGKILL') => service(name).kill(how),
      startService,
      async startReplica(name, settings = {}) {
        const port = await freePort();
        const replica = `${name}-${replicas.length + 2}`;
        const surroundings = { ...around, mongodbUri: await mongodb.uriFor(name), brokers: kafka.brokers };
        const own = { INSTANCE: replica, PORT: String(port) };
        const env = { ...environment.serviceEnvironment(name, surroundings), ...settings, ...own };
        const another = program({ name: replica, main: `services/${name}/src/main.ts`, env });
        replicas.push(another);
        another.start();
        const url = environment.urlOf(port);
        await healthy(`${url}/readyz`);
        return { kill: another.kill, url };
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function atUrl(url: string, program: Program | undefined) {
  return {
    url,
    get pid() {
      return program?.pid;
    },
  };
}
