import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type System, startSystem } from '@crescendo/dev';
import { SlackSimulatorClient } from '@crescendo/slack-simulator';
import { effectsIn } from '../../faults/effects.ts';
import { eventually } from '../../faults/eventually.ts';
import type { Bench, Benchmark, Finding } from '../benchmark.ts';
import { median, quantile } from '../statistics.ts';
import { type Asked, type Asking, askAll, untilRequested } from './asks.ts';
import { watchMessages } from './watch-messages.ts';

const SEEN_WITHIN_MS = 30_000;
const AT_REST_MS = 60_000;

/**
 * From a person's command in Slack, through three services, to the request for a message and to the message they see.
 */
export const endToEndBenchmark: Benchmark = {
  name: 'end-to-end',
  about: 'A command in Slack until its message is requested, through gateway, ingestion and personalization',
  async run(bench) {
    const { say, signal } = bench;
    const system = await startSystem({
      dir: join(bench.dir, 'end-to-end'),
      ports: 'free',
      slackLimits: 'wide',
      say,
      signal,
    });
    const watch = await watchMessages(system.kafka.brokers);
    try {
      const slack = new SlackSimulatorClient(system.slack.url);
      const { team, users } = await workspaceOf(slack, bench.quick ? 40 : 200);
      const { signingSecret } = system.slack;
      const gatewayPort = Number(new URL(system.gatewayUrl).port);
      const rest = () => untilAtRest(system);
      return await measured(bench, { asking: { team, signingSecret, gatewayPort, watch }, users, slack, rest });
    } finally {
      await watch.stop();
      await system.stop();
    }
  },
};

/** The work after the last message (pages of people, counts) must not count for the next measurement. */
const untilAtRest = (system: System) =>
  eventually(
    async () => {
      const { underWay } = await effectsIn(system);
      if (underWay.length > 0) throw new Error(`not at rest in time: ${underWay.length} under way`);
    },
    { timeoutMs: AT_REST_MS, everyMs: 500 },
  );

async function workspaceOf(slack: SlackSimulatorClient, size: number): Promise<{ team: string; users: string[] }> {
  const people = Array.from({ length: size }, (_, at) => ({
    realName: `Given Family ${at}`,
    ...(at === 0 && { kind: 'owner' as const }),
  }));
  const workspace = await slack.createWorkspace({ name: 'Benchmark', people });
  const installed = await slack.installApp(workspace.id);
  if (!installed.ok) throw new Error(`the installation was answered ${installed.status}`);
  // The app's own bot comes after them.
  return { team: workspace.id, users: workspace.people.slice(0, size).map(({ id }) => id) };
}

async function measured(
  { say, quick }: Bench,
  {
    asking,
    users,
    slack,
    rest,
  }: { asking: Asking; users: string[]; slack: SlackSimulatorClient; rest: () => Promise<void> },
): Promise<Finding[]> {
  const { watch, team } = asking;
  await allSeen(slack, team, await askAll(asking, { users, word: 'start' }));
  await rest();
  say(`${users.length} people have begun`);
  /** Another command in between: the same one again within a minute would be a repetition. */
  const between = async () => {
    await askAll(asking, { users, word: 'start' });
    await rest();
  };
  const rates: number[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    const asked = await askAll(asking, { users, word: 'lesson' });
    const waits = await untilRequested(watch, asked);
    const first = Math.min(...asked.map(({ dueAt }) => dueAt));
    const last = Math.max(...asked.map(({ dueAt }, at) => dueAt + (waits[at] ?? 0)));
    rates.push(asked.length / ((last - first) / 1_000));
    say(`saturated: ${rates.at(-1)?.toFixed(1)} messages requested a second`);
    await allSeen(slack, team, asked);
    await between();
  }
  const rate = Math.max(1, median(rates) / 4);
  const steady = await askAll(asking, { users, word: 'lesson', rate });
  const requested = await untilRequested(watch, steady);
  const seen = await allSeen(slack, team, steady);
  const times = (values: number[]) => `${median(values).toFixed(0)} ms; ${quantile(values, 0.99).toFixed(0)} ms`;
  return [
    {
      what: 'commands a second, at saturation, each through three services to its message requested',
      result: { value: `${median(rates).toFixed(0)}/s` },
      here: 'two cores hold broker, database, seven services, Slack and the load',
    },
    {
      what: `from the command to the message’s record read from the broker, at a steady ${rate.toFixed(0)}/s: median; p99`,
      result: { value: times(requested) },
    },
    {
      what: 'from the command to the message in Slack, the same: median; p99',
      result: { value: times(seen) },
      ...(seen.length < steady.length && { here: `${steady.length - seen.length} of ${steady.length} not sent` }),
    },
  ];
}

/**
 * Milliseconds from each command to its person's newest message. Leaves out people who get no newer one in time: a
 * lesson whose sending ended as unknown is not sent again by itself.
 */
async function allSeen(slack: SlackSimulatorClient, team: string, asked: readonly Asked[]): Promise<number[]> {
  const giveUp = performance.now() + SEEN_WITHIN_MS;
  const waits = await Promise.all(
    asked.map(async ({ user, wallClock }) => {
      for (;;) {
        const { messages } = await slack.as(team, user).surface();
        const newest = Math.max(0, ...messages.map(({ ts }) => Number(ts) * 1_000));
        if (newest > wallClock) return newest - wallClock;
        if (performance.now() > giveUp) return undefined;
        await pause(250);
      }
    }),
  );
  return waits.filter((wait) => wait !== undefined);
}
