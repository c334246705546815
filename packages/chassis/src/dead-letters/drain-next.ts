import { isControlTopic, permanent } from '@crescendo/contracts';
import type { Logger } from 'pino';
import type { Handler } from '../handlers/on.ts';
import { outbox } from '../outbox/outbox.ts';
import type { ConclusionParts, Processed } from '../process/conclusions.ts';
import { toItsEnd } from '../process/to-its-end.ts';
import { classify } from '../store/classify.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { inSpan } from '../telemetry/tracing.ts';
import { persist } from '../waiting/persist.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { causeOf } from '../wire/sequence.ts';
import { createDrainConclusions, type Drained } from './conclusions.ts';
import { type DeadLetter, deadLetters } from './dead-letters.ts';
import { createPace } from './pace.ts';
import { causeOfDrain, type PartitionLock, readLock } from './partition-lock.ts';
import { redrives } from './redrives.ts';

/** `nothing`: nothing of the partition is marked or due. `wait`: not now. Else one letter has come to an end. */
export type DrainStep = { kind: 'nothing' } | { kind: 'wait'; ms: number } | { kind: 'drained' };

type Partition = { topic: string; partition: number };

export type DrainNext = {
  /** Takes the first marked or due letter of a partition to its end. Throws when `signal` fires in a wait. */
  next(at: Partition, signal: AbortSignal): Promise<DrainStep>;
  /** Whether all that came of drained events of the partition is at the broker. */
  isSent(at: Partition): Promise<boolean>;
};

export const MARKED = { $in: ['redrive', 'dismiss'] as const };
const NOT_YET_MS = 200;

/** The event that a letter keeps; undefined for a record that is none of ours. */
function eventOf(letter: DeadLetter): EventRecord | undefined {
  const { _id: id, tenant, user, key, type, source, time, value, signature, traceparent } = letter;
  if (!tenant || !key || !type || !source || !time || value === undefined) return undefined;
  return { id, tenant, user, key, type, source, time, value, signature, traceparent };
}

/** Control events that are to be tried again by now. */
export const dueAgain = () => ({ status: 'set-aside' as const, nextAt: { $lte: new Date() } });

/** Drains what operators have marked, and control events that are due: of each key the first, in the order of the partition. */
export function createDrainNext(
  parts: ConclusionParts & { handlers: ReadonlyMap<string, Handler>; metrics: Metrics; log: Logger },
): DrainNext {
  const { store, handlers, metrics, log } = parts;
  const conclusions = createDrainConclusions(parts);
  const pace = createPace();

  async function waitFor(letter: DeadLetter): Promise<number> {
    if (letter.redrive === undefined) return 0;
    const redrive = await store.model(redrives).findById(letter.redrive, { rate: 1 }).lean();
    return redrive?.rate ? pace.wait(redrive._id, redrive.rate) : 0;
  }

  /** Whether what the partition's events before this one caused still waits for the broker: it must not be overtaken. */
  async function isFollowed(letter: DeadLetter, { era }: PartitionLock): Promise<boolean> {
    const before = { cause: causeOf(letter, era), position: { $lt: letter.offset } };
    return (await store.model(outbox).exists({ status: 'pending', ...before })) !== null;
  }

  async function handle(drained: Drained, signal: AbortSignal): Promise<Processed> {
    const { event } = drained;
    const handler = handlers.get(event.type);
    const again = (why: Parameters<typeof conclusions.buryAgain>[1]) => conclusions.buryAgain(drained, why);
    const endings = {
      async handle() {
        if (!handler) throw permanent('no-handler', `There is no handler for ${event.type}.`);
        return await conclusions.handle(handler, drained);
      },
      letGo: () => conclusions.letGo(drained),
      bury: again,
      // Once at a time: the partition's traffic waits meanwhile.
      ...(isControlTopic(drained.letter.topic) && { setAside: { after: 1, as: again } }),
    };
    const attributes = {
      'messaging.destination.name': drained.letter.topic,
      'messaging.message.id': event.id,
      'crescendo.tenant': event.tenant,
      'crescendo.redrive': drained.letter.redrive ?? '',
    };
    const span = { name: `redrive ${event.type}`, kind: 'consumer', attributes, parent: event.traceparent } as const;
    return await inSpan(span, async (active) => {
      const processed = await toItsEnd(event, endings, { signal, metrics, log });
      active.setAttribute('crescendo.outcome', processed.kind);
      return processed;
    });
  }

  async function drain(letter: DeadLetter, lock: PartitionLock, signal: AbortSignal): Promise<void> {
    const event = eventOf(letter);
    if (letter.redriveAs === 'dismiss' || !event) {
      await persist({ of: 'dismissal', signal, metrics, log }, () => conclusions.dismiss({ letter, lock }));
      log.warn({ letter: letter._id, redrive: letter.redrive, code: letter.code }, 'a dead letter was dismissed');
      return;
    }
    const processed = await handle({ letter, event, lock }, signal);
    const code = 'code' in processed ? processed.code : '';
    metrics.handled.inc({ event: event.type, outcome: processed.kind, code });
    log.info({ event: event.id, type: event.type, redrive: letter.redrive, outcome: processed.kind, code }, 'redriven');
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
        await drain(letter, lock, signal);
      } catch (error) {
        // Another process was faster: what it left is looked at anew.
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
