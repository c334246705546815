import { setTimeout as pause } from 'node:timers/promises';
import { services } from '@crescendo/contracts';
import { type Deed, deedsIn } from '../deeds.ts';
import { eventually } from '../eventually.ts';
import { onceEach } from '../once-each.ts';
import type { OwnSystem } from '../own-system.ts';
import { listenToLogs, summed } from '../service-logs.ts';
import { type Answers, answersTo } from './answers.ts';
import type { Crowd } from './crowd.ts';
import { type MadeSafe, madeSafe } from './edge-metrics.ts';
import { planFor } from './plan.ts';

/**
 * When Slack gives up. Tests with their own clock prove that we answer within two seconds. Here, on busy machines, an
 * answer is late only if Slack says so.
 */
export const SLACK_WAITS_MS = 3_000;
/** Slack tries an event again at once, after one minute, and after five more. */
const SLACK_TRIES_FOR_MS = 370_000;
const HEALED_WITHIN_MS = 180_000;
const DIRECT_WITHIN_MS = 120_000;

export type Away = 'broker' | 'database' | 'both';

/** An outage: engines are killed, and started again later. */
export type Outage = {
  away: Away;
  seconds: number;
  clicks: number;
  events: number;
  /** The time limit for each answer. */
  answeredWithinMs: number;
  /** Whether to wait, longer than a test would, until Slack's retries have delivered everything. */
  untilAllTaken?: boolean;
  /** What else happens while it lasts. */
  meanwhile?: () => Promise<void>;
};

export type OutageReport = {
  outage: Outage;
  people: number;
  deeds: readonly Deed[];
  answers: Answers;
  /**
   * How much of the gateway's traffic the broker and the outbox each stored, from just before the outage to the end.
   */
  safe: MadeSafe;
  /** Milliseconds until the engines were back, and from then until everything had taken effect once. */
  backMs: number;
  inEffectMs: number;
  /** Milliseconds from then until people's acts went straight to the broker again. */
  directMs: number;
  /** The services' errors and warnings, with their numbers. */
  complaints: { errors: string[]; warnings: string[] };
  /** The broken promises, in sentences; empty if all held. */
  broken: string[];
};

/** Runs an outage that begins while people act, and reports its results. */
export async function liveThroughOutage(system: OwnSystem, crowd: Crowd, outage: Outage): Promise<OutageReport> {
  const { seconds, clicks, events } = outage;
  const engines = enginesOf(system, outage);
  await crowd.getReady();
  const before = { pids: pidsOf(system), safe: await madeSafe(system.gatewayUrl), began: Date.now() };
  const complaintsSince = await listenToLogs(system);
  const living = crowd.liveBy(planFor({ people: crowd.learners.length, clicks, events, seconds }));
  await pause(500); // during everybody's first act
  await Promise.all(engines.map((engine) => engine.kill()));
  const over = pause(seconds * 1_000);
  await Promise.all([living, outage.meanwhile?.()]);
  await over;

  const returning = performance.now();
  await Promise.all(engines.map((engine) => engine.start()));
  const back = performance.now();
  const timeoutMs = outage.untilAllTaken ? SLACK_TRIES_FOR_MS + HEALED_WITHIN_MS : HEALED_WITHIN_MS;
  const wrong = await onceEach(system, crowd, { timeoutMs, allTaken: outage.untilAllTaken === true }).then(
    () => [],
    (error: unknown) => [String(error)],
  );
  const inEffect = performance.now();
  const deeds = await deedsIn(system.client, crowd.team, before.began);
  const direct = await goesToBroker(system, crowd).then(
    () => [],
    (error: unknown) => [String(error)],
  );
  const safe = await madeSafe(system.gatewayUrl);
  const said = await complaintsSince();
  const report = {
    outage,
    people: crowd.learners.length,
    deeds,
    answers: answersTo(deeds),
    safe: { broker: safe.broker - before.safe.broker, outbox: safe.outbox - before.safe.outbox },
    backMs: back - returning,
    inEffectMs: inEffect - back,
    directMs: performance.now() - inEffect,
    complaints: {
      errors: summed(said.filter(({ level }) => level !== 'warn')),
      warnings: summed(said.filter(({ level }) => level === 'warn')),
    },
  };
  const restarted = services.filter((name) => system.services[name].pid !== before.pids.get(name));
  return {
    ...report,
    broken: [...wrong, ...direct, ...brokenIn(report), ...restarted.map((name) => `${name} was started anew`)],
  };
}

function enginesOf(system: OwnSystem, { away }: Outage) {
  return [...(away === 'database' ? [] : [system.kafka]), ...(away === 'broker' ? [] : [system.mongodb])];
}

const pidsOf = (system: OwnSystem) => new Map(services.map((name) => [name, system.services[name].pid]));

/** Opens Home as one person until that goes straight to the broker. */
async function goesToBroker(system: OwnSystem, { learners: [someone] }: Crowd): Promise<void> {
  const before = await madeSafe(system.gatewayUrl);
  await eventually(
    async () => {
      await someone?.openHome();
      const { broker } = await madeSafe(system.gatewayUrl);
      if (broker === before.broker) throw new Error('what people do does not go to the broker again');
    },
    { timeoutMs: DIRECT_WITHIN_MS, everyMs: 200 },
  );
}

/** The promises for such an outage that did not hold. */
function brokenIn({ outage, answers, complaints }: Omit<OutageReport, 'broken'>): string[] {
  const { clicks, events } = answers.notTaken;
  const lost = outage.away === 'both' ? [] : [...(clicks > 0 ? [`${clicks} clicks were not taken`] : [])];
  const waiting = outage.untilAllTaken || outage.away !== 'both';
  return [
    ...(answers.longestMs < outage.answeredWithinMs ? [] : [`an answer took ${answers.longestMs} ms`]),
    ...lost,
    ...(waiting && events > 0 ? [`${events} events were never taken`] : []),
    ...complaints.errors,
  ];
}
