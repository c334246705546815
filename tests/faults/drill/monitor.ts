import { setTimeout as pause } from 'node:timers/promises';
import { chain } from './chain.ts';
import type { Judge } from './judge.ts';
import type { Plan } from './plan.ts';

const LOOK_EVERY_MS = 250;

/** Watches the progress of the events. */
export type Monitor = {
  /** The number of events of sound keys that had taken effect at the last service, as of the last look. */
  arrived(): number;
  /** The number of events among the plan's first `published` that have not taken effect at the last service yet. */
  inFlight(published: number): number;
  /** Resolves to whether the plan's first `published` events all took effect there in time. */
  hasArrived(published: number, withinMs: number): Promise<boolean>;
  stop(): Promise<void>;
};

export function startMonitor({ judge, plan, signal }: { judge: Judge; plan: Plan; signal: AbortSignal }): Monitor {
  const last = chain[chain.length - 1] ?? 'support';
  const stopping = new AbortController();
  const ended = AbortSignal.any([signal, stopping.signal]);
  let counts: ReadonlyMap<string, number> = new Map();

  async function look(): Promise<void> {
    while (!ended.aborted) {
      // While the database is down, the last look counts.
      counts = await judge.counts(last).catch(() => counts);
      await pause(LOOK_EVERY_MS, undefined, { signal: ended }).catch(() => undefined);
    }
  }
  const looking = look();

  function arrivedOf(key: string): number {
    return counts.get(key) ?? 0;
  }
  function awaited(published: number): Map<string, number> {
    const sound = plan.events.slice(0, published).filter(({ tenant }) => plan.sound.has(tenant));
    return new Map(sound.map(({ tenant, number }) => [tenant, number + 1]));
  }
  const missing = (wanted: ReadonlyMap<string, number>) =>
    [...wanted].reduce((sum, [key, count]) => sum + Math.max(0, count - arrivedOf(key)), 0);

  return {
    arrived: () => [...plan.sound.keys()].reduce((sum, key) => sum + arrivedOf(key), 0),
    inFlight: (published) => missing(awaited(published)),
    async hasArrived(published, withinMs) {
      const wanted = awaited(published);
      const giveUp = Date.now() + withinMs;
      while (missing(wanted) > 0) {
        signal.throwIfAborted();
        if (Date.now() > giveUp) return false;
        await pause(LOOK_EVERY_MS / 2);
      }
      return true;
    },
    async stop() {
      stopping.abort();
      await looking;
    },
  };
}
