import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type System, type SystemOptions, startSystem } from '@crescendo/dev';
import { SlackSimulatorClient } from '@crescendo/slack-simulator';

/** A whole running system that a test may break: nobody else uses it, and nothing of it stays. */
export type OwnSystem = System & { client: SlackSimulatorClient; forget(): Promise<void> };

/** Kafka's minimum: after this time a killed consumer no longer holds its partitions. */
const MISSED_AFTER_MS = 6_000;

export async function ownSystem(options: Pick<SystemOptions, 'kafkaProxy'> = {}): Promise<OwnSystem> {
  process.env.CUSTOMERS_ENDING_PER_HOUR ??= '1000'; // more customers leave in an hour of tests than in a real one
  process.env.KAFKA_SESSION_TIMEOUT_MS = String(MISSED_AFTER_MS);
  const dir = await mkdtemp(join(tmpdir(), 'crescendo-faults-'));
  const forgetData = () => rm(dir, { recursive: true, force: true });
  try {
    const system = await startSystem({ ...options, dir, ports: 'free', slackLimits: 'wide' });
    return {
      ...system,
      client: new SlackSimulatorClient(system.slack.url),
      async forget() {
        await system.stop();
        await forgetData();
      },
    };
  } catch (error) {
    await forgetData();
    throw error;
  }
}
