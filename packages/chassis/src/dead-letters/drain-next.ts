import { isControlTopic } from '@crescendo/contracts';
import type { Logger } from 'pino';
import { outbox } from '../outbox/outbox.ts';
import type { Conclusion } from '../process/conclusion.ts';
import { type DeadLetter, deadLetters } from '../process/dead-letters.ts';
import { isHopeless, type NeverGivenUp } from '../process/failure-policy.ts';
import type { Pipeline } from '../process/pipeline.ts';
import { retryTransient } from '../process/retry-transient.ts';
import { classify } from '../store/classify.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { inSpan } from '../telemetry/tracing.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { causeOf } from '../wire/sequence.ts';
import { letterOrigin } from './letter-origin.ts';
import { createPace } from './pace.ts';
import { causeOfDrain, type PartitionLock, readLock } from './partition-lock.ts';
import { redrives } from './redrives.ts';

/**
 * `nothing`: no letter of the partition is marked or due. `wait`: try again after `ms`. `drained`: one letter is done.
 */
export type DrainStep = { kind: 'nothing' } | { kind: 'wait'; ms: number } | { kind: 'drained' };

type Partition = { topic: string; partition: number };

export type DrainNext = {
  /** Drains the first marked or due letter of a partition. Throws when `signal` fires in a wait. */
  next(at: Partition, signal: AbortSignal): Promise<DrainStep>;
  /** Whether the broker has everything that drained events of the partition caused. */
  isSent(at: Partition): Promise<boolean>;
};

export const MARKED = { $in: ['redrive', 'dismiss'] as const };
const NOT_YET_MS = 200;

/** The event that a letter keeps; undefined for a record that is not a valid event. */
function eventOf(letter: DeadLetter): EventRecord | undefined {
  const { _id: id, tenant, user, key, type, source, time, value, signature, traceparent } = letter;
  if (!tenant || !key || !type || !source || !time || value === undefined) return undefined;
  return { id, tenant, user, key, type, source, time, value, signature, traceparent };
}

/** Control events whose next attempt is due. */
export const dueAgain = () => ({ status: 'set-aside' as const, nextAt: { $lte: new Date() } });

type Draining = { lock: PartitionLock; signal: AbortSignal };

/**
 * A control event that was once set aside is genuine, so it never becomes a dead letter: a failure now is our fault,
 * such as a missing handler. One attempt at a time, because the partition's traffic waits meanwhile.
 */
const setAsideAgain = ({ status }: DeadLetter): NeverGivenUp => ({
  attempts: 1,
  unless: (code) => status === 'dead' && isHopeless(code),
});

/**
 * Drains letters that operators marked and control events that are due: the first of each key, in the order of the
 * partition.
 */
export function createDrainNext(parts: { pipeline: Pipeline; store: Store; metrics: Metrics; log: Logger }): DrainNext {
  const { pipeline, store, metrics, log } = parts;
  const pace = createPace();

  async function waitFor(letter: DeadLetter): Promise<number> {
    if (letter.redrive === undefined) return 0;
    const redrive = await store.model(redrives).findById(letter.redrive, { rate: 1 }).lean();
    return redrive?.rate ? pace.wait(redrive._id, redrive.rate) : 0;
  }

  /**
   * Whether events caused by earlier events of the partition still wait for the broker. A drained event must not
   * overtake them.
   */
  async function isFollowed(letter: DeadLetter, { era }: PartitionLock): Promise<boolean> {
    const before = { cause: causeOf(letter, era), position: { $lt: letter.offset } };
    return (await store.model(outbox).exists({ status: 'pending', ...before })) !== null;
  }

  async function handle(event: EventRecord, letter: DeadLetter, { lock, signal }: Draining): Promise<Conclusion> {
    const attributes = {
      'messaging.destination.name': letter.topic,
      'messaging.message.id': event.id,
      'crescendo.tenant': event.tenant,
      'crescendo.redrive': letter.redrive ?? '',
    };
    const span = { name: `redrive ${event.type}`, kind: 'consumer', attributes, parent: event.traceparent } as const;
    return await inSpan(span, async (active) => {
      const neverGivenUp = isControlTopic(letter.topic) ? setAsideAgain(letter) : undefined;
      const conclusion = await pipeline(event, letterOrigin(store, letter, lock), { signal, neverGivenUp });
      active.setAttribute('crescendo.outcome', conclusion.kind);
      return conclusion;
    });
  }

  async function drain(letter: DeadLetter, { lock, signal }: Draining): Promise<void> {
    const event = eventOf(letter);
    if (letter.redriveAs === 'dismiss' || !event) {
      const { dismiss } = letterOrigin(store, letter, lock);
      await retryTransient({ of: 'dismissal', signal, metrics, log }, dismiss);
      log.warn({ letter: letter._id, redrive: letter.redrive, code: letter.code }, 'a dead letter was dismissed');
      return;
    }
    const conclusion = await handle(event, letter, { lock, signal });
    const code = 'code' in conclusion ? conclusion.code : '';
    metrics.handled.inc({ event: event.type, outcome: conclusion.kind, code });
    log.info(
      { event: event.id, type: event.type, redrive: letter.redrive, outcome: conclusion.kind, code },
      'redriven',
    );
  }

  return {
    async next({ topic, partition }, signal) {
      const first = (which: object) =>
        store
          .model(deadLetters)
          .findOne({ ...which, topic, partition })
          .sort({ offset: 1 })
          .lean();
      const letter = (await first({ redriveAs: MARKED })) ?? (isControlTopic(topic) ? await first(dueAgain()) : null);
      if (!letter) return { kind: 'nothing' };
      const lock = await readLock(store, letter);
      if (letter.key !== undefined && (await isFollowed(letter, lock))) return { kind: 'wait', ms: NOT_YET_MS };
      const ms = await waitFor(letter);
      if (ms > 0) return { kind: 'wait', ms };
      try {
        await drain(letter, { lock, signal });
      } catch (error) {
        // Another process was faster: the next call sees the new state.
        if (classify(error).code !== 'stale-offset') throw error;
      }
      return { kind: 'drained' };
    },
    async isSent(at) {
      const { cause } = causeOfDrain(await readLock(store, at));
      return (await store.model(outbox).exists({ status: 'pending', cause })) === null;
    },
  };
}
