import type { Logger } from 'pino';
import { backoff, pause } from '../bus/backoff.ts';
import { deadLetters } from '../bus/dead-letters.ts';
import type { PartitionTurns } from '../bus/partition-turns.ts';
import type { Store } from '../store/store.ts';
import { type DrainNext, MARKED } from './drain-next.ts';

const LOOK_MS = 1_000;
/** How long a turn lasts: as long as a chunk of traffic may take, so that neither starves the other. */
const TURN_MS = 1_000;
/** How long the partition's traffic waits for what was redriven to be sent. */
const SENT_MS = 2_000;
const SENT_LOOK_MS = 20;

type Partition = { topic: string; partition: number };

/**
 * Drains what operators have marked, in the partitions this process has: in turns with their traffic, so that later
 * events of a key are parked until it is empty and handled from then on. What was cut off goes on with the next owner.
 *
 * @param parts.owned the partitions whose place is known here, asked again before each turn
 */
export function startDrain(parts: {
  store: Store;
  drain: DrainNext;
  owned: () => readonly Partition[];
  turns: PartitionTurns;
  log: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const { store, drain, owned, turns, log, signal } = parts;
  const owns = (at: Partition) => owned().some((each) => each.topic === at.topic && each.partition === at.partition);

  async function marked(): Promise<Partition[]> {
    const found: Partition[] = [];
    for (const topic of new Set(owned().map((each) => each.topic))) {
      const partitions = await store.model(deadLetters).distinct('partition', { redriveAs: MARKED, topic });
      found.push(...partitions.map((partition) => ({ topic, partition })));
    }
    return found.filter(owns);
  }

  /** Milliseconds until it is worth looking again. */
  async function turn(at: Partition): Promise<number> {
    const until = performance.now() + TURN_MS;
    let drained = false;
    let wait = 0;
    while (performance.now() < until && owns(at) && !signal.aborted) {
      const step = await drain.next(at, signal);
      if (step.kind !== 'drained') {
        wait = step.kind === 'wait' ? step.ms : LOOK_MS;
        break;
      }
      drained = true;
    }
    if (drained) await untilSent(at);
    return wait;
  }

  /** What the partition's next events cause must not overtake what the drained ones did. */
  async function untilSent(at: Partition): Promise<void> {
    const until = performance.now() + SENT_MS;
    while (performance.now() < until && !(await drain.isSent(at))) if (!(await pause(SENT_LOOK_MS, signal))) return;
  }

  async function loop(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      let wait = LOOK_MS;
      try {
        for (const at of await marked()) wait = Math.min(wait, await turns(at, () => turn(at)));
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures++;
        log[failures === 3 ? 'warn' : 'debug']({ err: error, failures }, 'dead letters wait to be redriven');
        wait = backoff(failures);
      }
      await pause(wait, signal);
    }
  }
  return loop();
}
