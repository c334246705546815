import { services } from '@crescendo/contracts';
import type { RunFile } from '@crescendo/engines';
import type { System } from './system.ts';

/** The run file's content for a running system. */
export function describeRun(system: System, ready: boolean): RunFile {
  const { kafka, mongodb, slack } = system;
  return {
    ready,
    launcher: { pid: process.pid },
    gateway: { url: system.gatewayUrl },
    services: services.map((name) => ({ name, url: system.services[name].url, pid: system.services[name].pid })),
    kafka: { brokers: kafka.brokers, pid: kafka.pid, dataDir: kafka.dataDir },
    mongodb: { uri: mongodb.adminUri, pid: mongodb.pid, dataDir: mongodb.dataDir },
    slack: { simulatorUrl: slack.url, signingSecret: slack.signingSecret, clientId: slack.clientId, pid: slack.pid },
    operators: system.operators,
    ...(system.tracesUrl ? { traces: { url: system.tracesUrl } } : {}),
    logs: { dir: system.logDir },
  };
}
