import { type Failure, isControlTopic } from '@crescendo/contracts';
import { createDrainNext, type DrainNext } from '../dead-letters/drain-next.ts';
import type { BatchHandler } from '../handlers/on.ts';
import { brokerOrigin, type Place, type Placed, refuseRecord } from '../process/broker-origin.ts';
import { handleChunk } from '../process/chunk.ts';
import type { Conclusion } from '../process/conclusion.ts';
import { isHopeless } from '../process/failure-policy.ts';
import { createPipeline, type PipelineParts } from '../process/pipeline.ts';
import { retryTransient } from '../process/retry-transient.ts';
import { classify } from '../store/classify.ts';
import { inSpan } from '../telemetry/tracing.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { keysOf } from './keys-of.ts';
import type { KillSwitch } from './kill-switch.ts';

/** Attempts at a chunk; after them its events are handled one by one. */
const CHUNK_ATTEMPTS = 5;

/** After so many attempts a control event is set aside, so other tenants' control events go on. */
const controlEvents = { attempts: 5, unless: isHopeless };

export type ProcessorParts = PipelineParts & { killSwitch: KillSwitch };

export type Processor = {
  /**
   * How this service handles events of a type: one by one, or in chunks by the returned handler; undefined: not at all.
   */
  stepFor(type: string): 'single' | BatchHandler | undefined;
  /** Fetches the keys that these events need. A failed prefetch is retried when the key is needed. */
  prepare(events: readonly EventRecord[]): Promise<void>;
  /**
   * Takes one event through the pipeline. Waits while the kill switch pauses the consumer. Throws only `stale-offset`
   * (another consumer moved the partition), and, once `signal` fires, the fault it waits for.
   */
  process(event: EventRecord, place: Place, signal: AbortSignal): Promise<Conclusion>;
  /**
   * Handles consecutive events in one transaction; `place` is the last one's. False when they must be handled one by
   * one: then nothing was committed. Waits and throws like `process`.
   */
  processChunk(
    chunk: { handler: BatchHandler; events: readonly Placed[] },
    place: Place,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Makes a dead letter of a record that is not a valid event; the letter keeps only the record's position. */
  refuse(place: Place, failure: Failure, signal: AbortSignal): Promise<Conclusion>;
  /** Handles stored events again: those an operator redrives, and control events that are due. */
  drain: DrainNext;
};

/** The pipeline, with spans, metrics, the kill switch and chunks around it. */
export function createProcessor(parts: ProcessorParts): Processor {
  const { store, keyring, killSwitch, metrics, log } = parts;
  const handlers = new Map(parts.handlers.flatMap((handler) => handler.types.map(({ name }) => [name, handler])));
  const pipeline = createPipeline(parts);

  /**
   * Control events bypass the kill switch: a failed attempt never loses one, and faults of other records must not delay
   * an erasure.
   */
  const guarded = ({ position }: Place, signal: AbortSignal, attempt: () => Promise<Conclusion>) =>
    isControlTopic(position.topic) ? attempt() : killSwitch.guard(signal, attempt);

  const attributesAt = ({ position: { topic } }: Place) => ({
    'messaging.system': 'kafka',
    'messaging.operation.type': 'process',
    'messaging.destination.name': topic,
    'messaging.consumer.group.name': parts.service,
  });

  return {
    drain: createDrainNext({ pipeline, store, metrics, log }),
    stepFor(type) {
      const handler = handlers.get(type);
      return handler?.kind === 'single' ? 'single' : handler;
    },
    async prepare(events) {
      const owners = events.flatMap((event) => {
        const handler = handlers.get(event.type);
        return handler ? keysOf(handler, event) : [];
      });
      if (owners.length === 0) return;
      await keyring.prefetch(owners).catch((error) => log.debug({ err: error }, 'keys could not be fetched ahead'));
    },
    async process(event, place, signal) {
      const started = performance.now();
      const attributes = {
        ...attributesAt(place),
        'messaging.message.id': event.id,
        'crescendo.tenant': event.tenant,
      };
      const span = { name: `process ${event.type}`, kind: 'consumer', attributes, parent: event.traceparent } as const;
      const conclusion = await inSpan(span, async (active) => {
        const neverGivenUp = isControlTopic(place.position.topic) ? controlEvents : undefined;
        const result = await guarded(place, signal, () =>
          pipeline(event, brokerOrigin(store, place), { signal, neverGivenUp }),
        );
        active.setAttribute('crescendo.outcome', result.kind);
        return result;
      });
      const code = 'code' in conclusion ? conclusion.code : '';
      metrics.handled.inc({ event: event.type, outcome: conclusion.kind, code });
      if (conclusion.kind === 'duplicate') metrics.absorbed.inc({ by: 'identity' });
      metrics.handlerSeconds.observe({ event: event.type }, (performance.now() - started) / 1000);
      return conclusion;
    },
    async processChunk(chunk, place, signal) {
      if (killSwitch.isPaused()) return false;
      const started = performance.now();
      const { events } = chunk;
      const attributes = { ...attributesAt(place), 'messaging.batch.message_count': events.length };
      const links = events.flatMap(({ event }) => event.traceparent ?? []);
      const of = events[0]?.event.type ?? '';
      try {
        const ended = await inSpan({ name: 'process chunk', kind: 'consumer', attributes, links }, () =>
          retryTransient({ of, signal, metrics, log, attempts: CHUNK_ATTEMPTS }, () =>
            handleChunk(parts, chunk, place),
          ),
        );
        const seconds = (performance.now() - started) / 1000 / events.length;
        for (const [outcome, those] of Object.entries(ended))
          for (const { type } of those) {
            metrics.handled.inc({ event: type, outcome, code: '' });
            metrics.handlerSeconds.observe({ event: type }, seconds);
          }
        metrics.absorbed.inc({ by: 'identity' }, ended.duplicate.length);
        killSwitch.saw('done', ended.done.length);
        return true;
      } catch (error) {
        const failure = classify(error);
        if (failure.code === 'stale-offset' || signal.aborted) throw failure;
        log.warn({ err: error, events: events.length, code: failure.code }, 'a chunk failed; its events go one by one');
        metrics.retries.inc({ of, code: failure.code });
        return false;
      }
    },
    async refuse(place, { code }, signal) {
      const waiting = { of: 'undecodable', signal, metrics, log };
      const refused = await guarded(place, signal, () =>
        retryTransient(waiting, () => refuseRecord(store, place, code)),
      );
      log.error({ ...place.position, code }, 'dead letter: the record is no event');
      metrics.handled.inc({ event: 'unknown', outcome: refused.kind, code });
      return refused;
    },
  };
}
