import { isControlTopic } from '@crescendo/contracts';
import type { Logger } from 'pino';
import { deadLetters } from '../process/dead-letters.ts';
import type { PartitionTurns } from '../process/partition-turns.ts';
import type { Store } from '../store/store.ts';
import { backoff, pause } from '../waiting/backoff.ts';
import { type DrainNext, dueAgain, MARKED } from './drain-next.ts';

const LOOK_MS = 1_000;
/** How long a turn lasts: as long as a chunk of traffic may take, so that neither starves the other. */
const TURN_MS = 1_000;
/** How long the partition's traffic waits for what was redriven to be sent. */
const SENT_MS = 2_000;
const SENT_LOOK_MS = 20;

type Partition = { topic: string; partition: number };

/**
 * Drains what operators have marked, and control events whose time has come, in the partitions this process has: in turns with their traffic, so that later
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

  async function waiting(): Promise<Partition[]> {
    const found: Partition[] = [];
    for (const topic of new Set(owned().map((each) => each.topic)))
      for (const which of [{ redriveAs: MARKED }, ...(isControlTopic(topic) ? [dueAgain()] : [])]) {
        const partitions = await store.model(deadLetters).distinct('partition', { ...which, topic });
        found.push(...partitions.map((partition) => ({ topic, partition })));
      }
    return found.filter(owns);
  }

  /** Milliseconds until the next turn; undefined when nothing of the partition is left. */
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

  /** What the partition's next events cause must not overtake what the drained ones did. */
  async function untilSent(at: Partition): Promise<void> {
    const until = performance.now() + SENT_MS;
    while (performance.now() < until && !(await drain.isSent(at))) if (!(await pause(SENT_LOOK_MS, signal))) return;
  }

  /** Turn by turn, until nothing of the partition is left or it is another's. */
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

  /** Partitions side by side: none waits for what another has to wait for. */
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
