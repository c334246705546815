import { isControlTopic } from '@crescendo/contracts';
import type { Logger } from 'pino';
import { deadLetters } from '../process/dead-letters.ts';
import type { PartitionTurns } from '../process/partition-turns.ts';
import type { Store } from '../store/store.ts';
import { backoff, pause } from '../waiting/backoff.ts';
import { type DrainNext, dueAgain, MARKED } from './drain-next.ts';

const LOOK_MS = 1_000;
/** How long a turn lasts: as long as a chunk of traffic may take, so neither starves the other. */
const TURN_MS = 1_000;
/** How long the partition's traffic waits until the broker has what redriven events caused. */
const SENT_MS = 2_000;
const SENT_LOOK_MS = 20;

type Partition = { topic: string; partition: number };

/**
 * Drains letters that operators marked and control events that are due, in the partitions of this process. It takes
 * turns with their traffic: later events of a key are parked until the key is empty, and handled directly from then on.
 * After a crash the partition's next owner continues.
 *
 * @param parts.owned the partitions whose position is known here; read again before each turn
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

  async function waiting(): Promise<Partition[]> {
    const found: Partition[] = [];
    for (const topic of new Set(owned().map((each) => each.topic)))
      for (const which of [{ redriveAs: MARKED }, ...(isControlTopic(topic) ? [dueAgain()] : [])]) {
        const partitions = await store.model(deadLetters).distinct('partition', { ...which, topic });
        found.push(...partitions.map((partition) => ({ topic, partition })));
      }
    return found.filter(owns);
  }

  /** Milliseconds until the next turn; undefined when nothing in the partition is left to drain. */
  async function turn(at: Partition): Promise<number | undefined> {
    const until = performance.now() + TURN_MS;
    let drained = false;
    let wait: number | undefined = 0;
    while (performance.now() < until && owns(at) && !signal.aborted) {
      const step = await drain.next(at, signal);
      if (step.kind !== 'drained') {
        wait = step.kind === 'wait' ? step.ms : undefined;
        break;
      }
      drained = true;
    }
    if (drained) await untilSent(at);
    return wait;
  }

  /** Waits until the broker has what the drained events caused, so later events of the partition do not overtake it. */
  async function untilSent(at: Partition): Promise<void> {
    const until = performance.now() + SENT_MS;
    while (performance.now() < until && !(await drain.isSent(at))) if (!(await pause(SENT_LOOK_MS, signal))) return;
  }

  /** Drains turn by turn, until nothing in the partition is left or another process owns it. */
  async function drainPartition(at: Partition): Promise<void> {
    for (let failures = 0; owns(at) && !signal.aborted; ) {
      try {
        const wait = await turns(at, () => turn(at));
        if (wait === undefined) return;
        failures = 0;
        await pause(wait, signal);
      } catch (error) {
        failures++;
        waits(error, failures);
        await pause(backoff(failures), signal);
      }
    }
  }

  function waits(error: unknown, failures: number): void {
    if (signal.aborted) return;
    log[failures === 3 ? 'warn' : 'debug']({ err: error, failures }, 'dead letters wait to be redriven');
  }

  /** Drains partitions in parallel, so none waits for another. */
  async function loop(): Promise<void> {
    const underWay = new Map<string, Promise<void>>();
    for (let failures = 0; !signal.aborted; ) {
      try {
        for (const at of await waiting()) {
          const id = `${at.topic}/${at.partition}`;
          if (!underWay.has(id))
            underWay.set(
              id,
              drainPartition(at).finally(() => underWay.delete(id)),
            );
        }
        failures = 0;
      } catch (error) {
        failures++;
        waits(error, failures);
      }
      await pause(Math.max(LOOK_MS, failures > 0 ? backoff(failures) : 0), signal);
    }
    await Promise.all(underWay.values());
  }
  return loop();
}
