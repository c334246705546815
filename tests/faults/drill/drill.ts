import { setTimeout as pause } from 'node:timers/promises';
import { chain, type Link } from './chain.ts';
import { type Monitor, startMonitor } from './monitor.ts';
import { type Plan, planOf } from './plan.ts';
import { described, type Fault } from './schedule.ts';
import { type Source, startSource } from './source.ts';
import { strike } from './strike.ts';
import { type Findings, faultsFound } from './verdict.ts';
import { startWorld, type World } from './world.ts';

/** A fault and its effect; times in milliseconds. */
export type Suffered = {
  what: string;
  target: string;
  /** Time since the first event was published. */
  at: number;
  lasted: number;
  inFlight: number;
  /**
   * Time from its end until all events published by then had taken effect at the last service; undefined if that never
   * happened.
   */
  recovered: number | undefined;
};

export type DrillOptions = {
  events: number;
  schedule: readonly Fault[];
  /** The database to embed, compiled first if needed. Default: the best there is. */
  database?: 'fast';
  /** The minimum number of copies on the wire. */
  copies: number;
  say: (line: string) => void;
  signal: AbortSignal;
};

export type DrillResult = {
  plan: Plan;
  suffered: readonly Suffered[];
  findings: Findings;
  /** Time from the first published event to the last one that took effect. */
  ms: number;
  /** The broken promises; empty if all hold. */
  wrong: readonly string[];
};

/** A busy machine heals slowly: this limit ends a run, it does not judge the speed. */
const RECOVERS_WITHIN_MS = 240_000;
/** The maximum number of events that are published but have not taken effect at the last service. */
const IN_FLIGHT = 400;
/**
 * The part of each portion of events that waits until the last fault has healed. When half of this part is published,
 * the next fault strikes.
 */
const HELD_BACK = 0.5;

/** Sends events through three services while everything fails, one fault after the other, and checks the results. */
export async function runDrill(options: DrillOptions): Promise<DrillResult> {
  const { say, signal, database } = options;
  const plan = planOf(options.events);
  const world = await startWorld({ database, say, signal });
  let sound = false;
  try {
    const result = await drillIn(world, plan, options);
    sound = result.wrong.length === 0;
    return result;
  } finally {
    say('Stopping');
    await world.end({ keepData: !sound && !signal.aborted });
    if (!sound && !signal.aborted) say(`Data and logs are kept in ${world.dir}`);
  }
}

async function drillIn(world: World, plan: Plan, options: DrillOptions): Promise<DrillResult> {
  const { schedule, say, signal } = options;
  const monitor = startMonitor({ judge: world.judge, plan, signal });
  const portion = plan.events.length / (schedule.length + 1);
  let portions = 1;
  const source = await startSource({
    events: plan.events,
    brokers: world.brokers,
    mongodbUri: await world.uriFor('source'),
    limit: () => Math.min(portions > schedule.length ? Infinity : portions * portion, monitor.arrived() + IN_FLIGHT),
  });
  try {
    const startedAt = performance.now();
    const suffered: Suffered[] = [];
    for (const [place, fault] of schedule.entries()) {
      await hasPublished(source, (place + 1 - HELD_BACK / 2) * portion, signal);
      const at = performance.now() - startedAt;
      const inFlight = monitor.inFlight(source.published());
      portions = place + 2 - HELD_BACK;
      await strike(world, fault, signal);
      const healed = performance.now();
      const recovered = (await monitor.hasArrived(source.published(), RECOVERS_WITHIN_MS))
        ? performance.now() - healed
        : undefined;
      const { what, target } = described(fault);
      suffered.push({ what, target, at, inFlight, lasted: healed - startedAt - at, recovered });
      say(`${place + 1} of ${schedule.length}: ${what}, ${target}; ${soFar(source, monitor)}`);
      if (recovered === undefined) break;
      portions = place + 2;
    }
    portions = schedule.length + 1;
    const ended =
      suffered.every(({ recovered }) => recovered !== undefined) && (await hasEnded({ world, plan, source, monitor }));
    const ms = performance.now() - startedAt;
    const findings = await look(world);
    const wrong = [...(ended ? [] : ['it did not come to rest']), ...faultsFound(plan, findings, options)];
    return { plan, suffered, findings, ms, wrong };
  } finally {
    await source.stop();
    await monitor.stop();
  }
}

const soFar = (source: Source, monitor: Monitor) => `${source.published()} published, ${monitor.arrived()} arrived`;

async function hasPublished(source: Source, count: number, signal: AbortSignal): Promise<void> {
  const failed = source.done.then(() => new Promise<never>(() => {}));
  while (source.published() < count) await Promise.race([pause(50, undefined, { signal }), failed]);
}

/** Whether everything has arrived and every service has handled all records of the broker, including late copies. */
async function hasEnded({
  world,
  plan,
  source,
  monitor,
}: {
  world: World;
  plan: Plan;
  source: Source;
  monitor: Monitor;
}): Promise<boolean> {
  await source.done;
  if (!(await monitor.hasArrived(plan.events.length, RECOVERS_WITHIN_MS))) return false;
  const giveUp = Date.now() + RECOVERS_WITHIN_MS;
  for (const link of chain) {
    while (!(await isAtRest(world, link))) {
      if (Date.now() > giveUp) return false;
      await pause(200);
    }
  }
  return true;
}

async function isAtRest({ judge }: World, link: Link): Promise<boolean> {
  return (await judge.stored(link)).pendingInOutbox === 0 && (await judge.hasReadAll(link));
}

async function look({ judge, replicas }: World): Promise<Findings> {
  const [billing, analytics, support] = await Promise.all(
    chain.map(async (link) => ({ stored: await judge.stored(link), onTheWire: await judge.onTheWire(link) })),
  );
  if (!billing || !analytics || !support) throw new Error('the chain has three services');
  return {
    stored: { billing: billing.stored, analytics: analytics.stored, support: support.stored },
    onTheWire: { billing: billing.onTheWire, analytics: analytics.onTheWire, support: support.onTheWire },
    crashes: replicas.crashes,
  };
}
