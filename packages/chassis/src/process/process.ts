import { type Failure, isControlTopic, permanent } from '@crescendo/contracts';
import type { Logger } from 'pino';
import { createDrainNext, type DrainNext } from '../dead-letters/drain-next.ts';
import type { BatchHandler, Handler } from '../handlers/on.ts';
import { classify } from '../store/classify.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { inSpan } from '../telemetry/tracing.ts';
import { persist } from '../waiting/persist.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { type ConclusionParts, createConclusions, type Place, type Placed, type Processed } from './conclusions.ts';
import { keysOf } from './keys-of.ts';
import type { KillSwitch } from './kill-switch.ts';
import { type Endings, toItsEnd } from './to-its-end.ts';

/** Attempts at a chunk: what goes wrong with many events at once may go well with each. */
const CHUNK_ATTEMPTS = 5;
/** Attempts at a control event before it makes room for those of other tenants. */
const CONTROL_ATTEMPTS = 5;

export type ProcessorParts = ConclusionParts & {
  handlers: readonly Handler[];
  killSwitch: KillSwitch;
  metrics: Metrics;
  log: Logger;
};

export type Processor = {
  /** How the records of this type are handled: one by one, or in chunks by a handler; undefined when not at all. */
  stepFor(type: string): 'single' | BatchHandler | undefined;
  /** Fetches the keys that these events will need. What fails here is asked for again where it is needed. */
  prepare(events: readonly EventRecord[]): Promise<void>;
  /**
   * Handles one event to its end: its effect, inbox row and offset in one transaction, or a dead letter instead of the
   * effect. Waits and tries again while the fault is passing, or the kill switch is off. Throws only `stale-offset`
   * (another consumer has moved the partition on) and when `signal` fires in a wait.
   */
  process(event: EventRecord, place: Place, signal: AbortSignal): Promise<Processed>;
  /**
   * Handles consecutive events at once, `place` being that of the last. False when they have to be handled one by one:
   * nothing of them has happened then. Waits and throws like `process`.
   */
  processChunk(
    chunk: { handler: BatchHandler; events: readonly Placed[] },
    place: Place,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** A record that is no event of ours becomes a dead letter that keeps its place only. */
  refuse(place: Place, failure: Failure, signal: AbortSignal): Promise<Processed>;
  /** Handles again what was put aside, when an operator wants it. */
  drain: DrainNext;
};

/** Brings each event to one of its conclusions, with the patience that what stands in the way deserves. */
export function createProcessor(parts: ProcessorParts): Processor {
  const { keyring, killSwitch, metrics, log } = parts;
  const handlers = new Map(parts.handlers.flatMap((handler) => handler.types.map(({ name }) => [name, handler])));
  const conclusions = createConclusions(parts);

  const endingsOf = (handler: Handler, event: EventRecord, place: Place): Endings<Processed> => ({
    handle: () => conclusions.handle(handler, event, place),
    letGo: () => conclusions.letGo(event, place),
    bury: (why) => conclusions.bury(event, place, why),
    ...(isControlTopic(place.position.topic) && {
      setAside: { after: CONTROL_ATTEMPTS, as: (why) => conclusions.setAside(event, place, why) },
    }),
  });

  /** Of control events none is lost by trying, and no record beside them is: so no fault of others holds up an erasure. */
  const guardedAt = ({ position }: Place, signal: AbortSignal, attempt: () => Promise<Processed>) =>
    isControlTopic(position.topic) ? attempt() : killSwitch.guard(signal, attempt);

  return {
    drain: createDrainNext({ ...parts, handlers }),
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
      const handler = handlers.get(event.type);
      if (!handler) throw permanent('no-handler', `There is no handler for ${event.type}.`);
      const started = performance.now();
      const attributes = {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'process',
        'messaging.destination.name': place.position.topic,
        'messaging.consumer.group.name': parts.service,
        'messaging.message.id': event.id,
        'crescendo.tenant': event.tenant,
      };
      const span = { name: `process ${event.type}`, kind: 'consumer', attributes, parent: event.traceparent } as const;
      const processed = await inSpan(span, async (active) => {
        const attempt = () => toItsEnd(event, endingsOf(handler, event, place), { signal, metrics, log });
        const result = await guardedAt(place, signal, attempt);
        active.setAttribute('crescendo.outcome', result.kind);
        return result;
      });
      const code = 'code' in processed ? processed.code : '';
      metrics.handled.inc({ event: event.type, outcome: processed.kind, code });
      if (processed.kind === 'duplicate') metrics.absorbed.inc({ by: 'identity' });
      metrics.handlerSeconds.observe({ event: event.type }, (performance.now() - started) / 1000);
      return processed;
    },
    async processChunk({ handler, events }, place, signal) {
      if (killSwitch.isPaused()) return false;
      const started = performance.now();
      const [first] = events;
      const attributes = {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'process',
        'messaging.destination.name': place.position.topic,
        'messaging.consumer.group.name': parts.service,
        'messaging.batch.message_count': events.length,
      };
      const links = events.flatMap(({ event }) => event.traceparent ?? []);
      const of = first?.event.type ?? '';
      try {
        const counts = await inSpan({ name: 'process chunk', kind: 'consumer', attributes, links }, () =>
          persist({ of, signal, metrics, log, attempts: CHUNK_ATTEMPTS }, () =>
            conclusions.handleChunk(handler, events, place),
          ),
        );
        const seconds = (performance.now() - started) / 1000 / events.length;
        for (const [outcome, ended] of Object.entries(counts))
          for (const { type } of ended) {
            metrics.handled.inc({ event: type, outcome, code: '' });
            metrics.handlerSeconds.observe({ event: type }, seconds);
          }
        metrics.absorbed.inc({ by: 'identity' }, counts.duplicate.length);
        killSwitch.saw('done', counts.done.length);
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
      const refuse = () => persist(waiting, () => conclusions.refuse(place, code));
      const refused = await guardedAt(place, signal, refuse);
      log.error({ ...place.position, code }, 'dead letter: the record is no event');
      metrics.handled.inc({ event: 'unknown', outcome: refused.kind, code });
      return refused;
    },
  };
}
