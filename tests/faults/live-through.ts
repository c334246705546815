import { setTimeout as pause } from 'node:timers/promises';
import { type Deed, deedsIn } from './deeds.ts';
import type { LivingSystem } from './living-system.ts';
import { report } from './report.ts';

/** Slack gives up after three seconds; we answer within two, whatever is away. */
export const ANSWERED_WITHIN_MS = 2_000;

/** Something that goes away and comes back, and what happens in between. */
export type Outage = {
  away: () => Promise<void>;
  meanwhile: () => Promise<void>;
  back: () => Promise<void>;
  /** Lessons that everyone asks for. */
  asks?: number;
};

export type Lived = {
  /** What was done from a moment before the outage until just before its end. */
  all: Deed[];
  /** What was begun while it lasted. */
  whileAway: Deed[];
  /** The longest that Slack waited for an answer to any of it, in milliseconds. */
  longestMs: number;
};

/** Lets everyone live through an outage that begins in the midst of what they do, and waits until all has come to rest. */
export async function liveThrough(world: LivingSystem, name: string, outage: Outage): Promise<Lived> {
  const { client } = world.system;
  const { team } = world.population;
  const began = Date.now();
  let all: Deed[] = [];
  let whileAway: Deed[] = [];
  let returned = 0;
  await world.population.livesThrough(async () => {
    await pause(Math.random() * 1_000);
    await outage.away();
    const gone = Date.now();
    await outage.meanwhile();
    all = await deedsIn(client, team, began);
    whileAway = await deedsIn(client, team, gone);
    const returning = performance.now();
    await outage.back();
    returned = performance.now();
    report(name, { 'came back': returned - returning });
  }, outage.asks);
  await world.onceEach();
  const longestMs = Math.max(...all.map((deed) => deed.longestMs));
  report(name, { 'all at rest': performance.now() - returned, [`of ${all.length} answers the longest`]: longestMs });
  return { all, whileAway, longestMs };
}
