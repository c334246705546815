import { type EventType, isControlTopic, permanent } from '@crescendo/contracts';
import type { Logger } from 'pino';
import type { EventOf, Handler, SingleHandler } from '../handlers/on.ts';
import { done, type Outcome } from '../handlers/outcome.ts';
import { type Commitments, runChunk, runUnit, type UnitParts } from '../handlers/unit-of-work.ts';
import { classify } from '../store/classify.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { backoff } from '../waiting/backoff.ts';
import { retry } from '../waiting/retry.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { type Conclusion, conclusionOf, type Ending } from './conclusion.ts';
import { explain } from './explain.ts';
import { type NeverGivenUp, nextStep } from './failure-policy.ts';
import type { Origin } from './origin.ts';
import { waitForTransient } from './retry-transient.ts';
import { Gone, openedSubject, sealedSubject } from './subject.ts';

export type PipelineParts = UnitParts & {
  handlers: readonly Handler[];
  metrics: Metrics;
  log: Logger;
  /** Called after a commit, so its events and effects go out now. */
  committed: (commitments: Commitments) => void;
};

/**
 * Takes an event from its origin to its conclusion. Waits while a fault passes by itself. Throws only `stale-offset`
 * (another process took the event) and, once `signal` fires in a wait, the fault.
 */
export type Pipeline = (
  event: EventRecord,
  origin: Origin,
  options: { signal: AbortSignal; neverGivenUp?: NeverGivenUp | undefined },
) => Promise<Conclusion>;

type Opened = { subject: EventOf<EventType> } | { ended: Conclusion };

/** The name of a partition among a service's own rows. */
export const partitionName = ({ topic, partition }: { topic: string; partition: number }): string =>
  `${topic.replace(/^crescendo\./, '')}/${partition}`;

/**
 * What happens to every event, from top to bottom:
 *
 * 1. It is opened: signature, schema, keys.
 * 2. In one transaction it is taken from its origin; a copy ends here.
 * 3. An erased person's event ends here; one of a customer on hold waits.
 * 4. It waits behind a dead letter of its key.
 * 5. Its handler runs.
 * 6. Its origin stores how it ended, and everything commits.
 *
 * A failed attempt leaves nothing behind. `failure-policy.ts` decides what follows it.
 */
export function createPipeline(parts: PipelineParts): Pipeline {
  const { store, fences, committed, metrics, log } = parts;
  const handlers = new Map(parts.handlers.flatMap((handler) => handler.types.map(({ name }) => [name, handler])));

  async function attempt(event: EventRecord, origin: Origin): Promise<Conclusion> {
    const handler = handlers.get(event.type);
    if (!handler) throw permanent('no-handler', `There is no handler for ${event.type}.`);
    const { publishes } = handler;
    const { position } = origin;
    if (handler.kind === 'batch') {
      const subject = sealedSubject(handler, event);
      return await commit(
        runChunk(parts, { partition: partitionName(origin), position, publishes }, (tx) =>
          steps(event, origin, () => handler.handle([subject], tx).then(() => done)),
        ),
      );
    }
    const opened = await open(event, origin, handler);
    if ('ended' in opened) return opened.ended;
    const { tenant, user, time: now } = event;
    // The steps check the fences themselves.
    return await commit(
      runUnit(parts, { tenant, user, now, position, publishes, passesFence: true }, (tx) =>
        steps(event, origin, () => handler.handle(opened.subject, tx)),
      ),
    );
  }

  async function commit(unit: Promise<{ result: Conclusion } & Commitments>): Promise<Conclusion> {
    const { result, ...commitments } = await unit;
    committed(commitments);
    return result;
  }

  /**
   * No keys are given out for a customer on hold. Their event must not wait for keys, since all events behind it would
   * wait too.
   */
  async function open(event: EventRecord, origin: Origin, handler: SingleHandler): Promise<Opened> {
    try {
      return { subject: await openedSubject(parts, handler, event) };
    } catch (error) {
      if (!classify(error).retry || !(await endByFence(event, origin))) throw error;
      const ended = await end(event, origin, () => {
        throw error; // the hold was lifted meanwhile
      });
      return { ended };
    }
  }

  /** Takes an event through the steps of its transaction. */
  async function steps(event: EventRecord, origin: Origin, handle: () => Promise<Outcome>): Promise<Conclusion> {
    const copy = await origin.take(event);
    if (copy) return copy;
    const ending =
      (await endByFence(event, origin)) ?? (await endBehindDeadLetter(event, origin)) ?? (await endByHandler(handle));
    await origin.write(event, ending);
    return conclusionOf(ending);
  }

  /** Control events pass every fence: they raise and lift it. */
  async function endByFence(event: EventRecord, { topic }: Origin): Promise<Ending | undefined> {
    if (isControlTopic(topic)) return undefined;
    const [state] = await fences.statesOf([event]);
    if (state === 'fenced') return { as: 'erased' };
    return state === 'held' ? { as: 'held' } : undefined;
  }

  async function endBehindDeadLetter(event: EventRecord, origin: Origin): Promise<Ending | undefined> {
    return (await origin.isBehindDeadLetter(event)) ? { as: 'behind-dead-letter' } : undefined;
  }

  /** Throws for a dead letter, so that the handler's work is rolled back. */
  async function endByHandler(handle: () => Promise<Outcome>): Promise<Ending> {
    const outcome = await handle();
    if (outcome.kind === 'dead-letter') throw permanent(outcome.code, 'The handler gave the event up.');
    return { as: 'handled', outcome };
  }

  /** Ends an event without its handler: by a fence, or else as `otherwise` says. */
  async function end(event: EventRecord, origin: Origin, otherwise: () => Ending): Promise<Conclusion> {
    return await store.transaction(async () => {
      const copy = await origin.take(event);
      if (copy) return copy;
      const ending = (await endByFence(event, origin)) ?? otherwise();
      await origin.write(event, ending);
      return conclusionOf(ending);
    });
  }

  return async (event, origin, { signal, neverGivenUp }) => {
    const waiting = { of: event.type, metrics, log };
    let attempts = 0;
    let ending: Ending | undefined;

    /** Decides what follows a failed attempt. Resolves to the milliseconds until then. */
    function afterFailure(error: unknown, failures: number): number {
      const failure = classify(error);
      const { code, retry } = failure;
      // A person's event may need other keys of theirs; all of them are destroyed together.
      const keyDestroyed = error instanceof Gone || (code === 'key-gone' && event.user !== undefined);
      const failed = { code, retry, keyDestroyed, attempts: attempts + 1 };
      const step = ending && !retry ? 'throw' : nextStep(failed, ending ? undefined : neverGivenUp);
      if (step === 'throw') throw error;
      if (step === 'wait') return waitForTransient(waiting, error, failures - attempts);
      attempts++;
      const about = { err: error, event: event.id, type: event.type, tenant: event.tenant, code, attempts };
      if (step === 'try-again') {
        log.warn(about, 'a handler failed; trying again');
        metrics.retries.inc({ of: event.type, code });
        return backoff(attempts, 1_000);
      }
      if (step === 'set-aside') log.error(about, "a control event is set aside with its tenant's later ones");
      if (step === 'dead-letter') log.error(about, 'dead letter');
      ending = step === 'key-destroyed' ? { as: step } : { as: step, why: { code, attempts, ...explain(error) } };
      return 0;
    }

    const next = (): Promise<Conclusion> => {
      const known = ending;
      return known ? end(event, origin, () => known) : attempt(event, origin);
    };
    return await retry(next, afterFailure, signal);
  };
}
