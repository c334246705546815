import { isControlTopic, permanent, transient } from '@crescendo/contracts';
import { openedUnlessClosed } from '../erasure/opened-unless-closed.ts';
import type { BatchHandler, Handler, SingleHandler } from '../handlers/on.ts';
import { done } from '../handlers/outcome.ts';
import { type Commitments, runChunk, runUnit } from '../handlers/unit-of-work.ts';
import type { ConclusionParts, Processed } from '../process/conclusions.ts';
import { inbox } from '../process/inbox.ts';
import { setAside } from '../process/set-aside.ts';
import { sealedSubject } from '../process/subject.ts';
import { type Cause, isHopeless } from '../process/to-its-end.ts';
import type { EventRecord } from '../wire/envelope.ts';
import { type DeadLetter, deadLetters } from './dead-letters.ts';
import { causeOfDrain, type PartitionLock, takeLock } from './partition-lock.ts';
import { type Redriven, redriveCounts, redriven } from './redrives.ts';

/** A letter that is drained, with the partition's row as it must still be. */
export type Drained = { letter: DeadLetter; event: EventRecord; lock: PartitionLock };

/**
 * The ways an event that was put aside comes to its end, each one transaction: it leaves, and the next of its key is
 * marked to follow; or it stays, dead again or set aside, with all behind it. Each throws `stale-offset` when another process was
 * faster.
 */
export type DrainConclusions = {
  /** Throws what the handler throws. */
  handle(handler: Handler, drained: Drained): Promise<Processed>;
  letGo(drained: Drained): Promise<Processed>;
  buryAgain(drained: Drained, why: Cause): Promise<Processed>;
  dismiss(drained: Omit<Drained, 'event'>): Promise<void>;
};

/** Counted apart from the outcome, which labels metrics. */
type Left = Exclude<Redriven, 'failed'>;

/** A control event that was believed once stays one: what is wrong with it now is ours, such as a key or a handler gone. */
const isNeverGivenUp = ({ topic, status }: DeadLetter, { code }: Cause): boolean =>
  isControlTopic(topic) && (status !== 'dead' || !isHopeless(code));

export function createDrainConclusions(parts: ConclusionParts): DrainConclusions {
  const { store, fences, committed } = parts;
  const letters = store.model(deadLetters);

  async function enter({ letter, lock }: Omit<Drained, 'event'>): Promise<void> {
    await takeLock(store, lock);
    const { _id, status, attempts, redrive = { $exists: false } } = letter;
    if (!(await letters.exists({ _id, status, attempts, redrive })))
      throw transient('stale-offset', 'Another process has drained it.');
  }

  /** As above; resolves to the end that a fence brings. */
  async function enterWith(drained: Drained): Promise<Processed | undefined> {
    await enter(drained);
    const { letter, event } = drained;
    if (isControlTopic(letter.topic)) return undefined;
    const [state] = await fences.statesOf([event]);
    if (state === 'fenced') {
      await leave(letter, 'gone', 'gone');
      return { kind: 'gone' };
    }
    if (state !== 'held') return undefined;
    // Its customer left meanwhile: it waits with all else of theirs.
    const held = {
      $set: { status: 'parked' as const, code: 'held' },
      $unset: { redrive: 1 as const, redriveAs: 1 as const },
    };
    await letters.updateOne({ _id: letter._id }, held);
    return { kind: 'parked' };
  }

  async function count({ redrive, topic, partition }: DeadLetter, as: Redriven): Promise<void> {
    if (redrive === undefined) return; // a control event that was due by itself
    const one = Object.fromEntries(redriven.map((each) => [each, each === as ? 1 : 0]));
    const row = { _id: `${redrive}/${topic}/${partition}` };
    const change = { $inc: one, $setOnInsert: { redrive, at: new Date() } };
    await store.model(redriveCounts).updateOne(row, change, { upsert: true });
  }

  /** The letter is gone; the first of those behind it goes on in its place. */
  async function leave(letter: DeadLetter, as: Left, outcome: string): Promise<void> {
    const { _id, topic, key, redrive } = letter;
    await letters.deleteOne({ _id });
    // Behind a control event that is dead nothing waits: what does, waits behind another.
    const isFollowed = key !== undefined && !(isControlTopic(topic) && letter.status === 'dead');
    const behind = { topic, key, status: 'parked' as const };
    const next = isFollowed ? await letters.findOne(behind, { _id: 1 }).sort({ offset: 1 }).lean() : null;
    const due = { status: 'set-aside' as const, nextAt: new Date() };
    const follow = redrive === undefined ? due : { redrive, redriveAs: 'redrive' as const };
    if (next) await letters.updateOne({ _id: next._id }, { $set: follow });
    await store.model(inbox).updateOne({ _id }, { $set: { outcome } });
    await count(letter, as);
  }

  async function handleOne(handler: SingleHandler, drained: Drained): Promise<{ result: Processed } & Commitments> {
    const { letter, event, lock } = drained;
    const what = { handler, event, topic: letter.topic };
    const opened = await openedUnlessClosed(parts, what, () => enterWith(drained));
    if ('ended' in opened) return { result: opened.ended, published: 0, performed: 0 };
    const { tenant, user, time: now } = event;
    const unit = { tenant, user, now, position: causeOfDrain(lock), publishes: handler.publishes, passesFence: true };
    return await runUnit<Processed>(parts, unit, async (tx) => {
      const ended = await enterWith(drained);
      if (ended) return ended;
      const outcome = await handler.handle(opened.subject, tx);
      // Rolls back what the handler did: it stays a dead letter.
      if (outcome.kind === 'dead-letter') throw permanent(outcome.code, 'The handler gave the event up.');
      await leave(letter, 'handled', outcome.kind);
      return outcome;
    });
  }

  async function handleInBatch(handler: BatchHandler, drained: Drained) {
    const { letter, event, lock } = drained;
    const subject = sealedSubject(handler, event);
    const partition = `${lock.topic.replace(/^crescendo\./, '')}/${lock.partition}`;
    const unit = { partition, position: causeOfDrain(lock), publishes: handler.publishes };
    return await runChunk<Processed>(parts, unit, async (tx) => {
      const ended = await enterWith(drained);
      if (ended) return ended;
      await handler.handle([subject], tx);
      await leave(letter, 'handled', done.kind);
      return done;
    });
  }

  return {
    async handle(handler, drained) {
      const ran = handler.kind === 'single' ? await handleOne(handler, drained) : await handleInBatch(handler, drained);
      committed(ran);
      return ran.result;
    },

    letGo: (drained) =>
      store.transaction(async () => {
        await enter(drained);
        await leave(drained.letter, 'gone', 'gone');
        return { kind: 'gone' };
      }),

    buryAgain: (drained, why) =>
      store.transaction(async () => {
        await enter(drained);
        const { letter } = drained;
        const { _id } = letter;
        const kind = isNeverGivenUp(letter, why) ? 'set-aside' : 'dead-letter';
        const times = letter.status === 'dead' ? (letter.redriven ?? 0) + 1 : 0;
        const again =
          kind === 'set-aside'
            ? setAside({ ...why, attempts: letter.attempts + why.attempts }, Date.now())
            : { status: 'dead' as const, redriven: times, ...why };
        await letters.updateOne({ _id }, { $set: again, $unset: { redrive: 1, redriveAs: 1 } });
        await count(letter, 'failed');
        return { kind, code: why.code };
      }),

    dismiss: (drained) =>
      store.transaction(async () => {
        await enter(drained);
        await leave(drained.letter, 'dismissed', 'dismissed');
      }),
  };
}
