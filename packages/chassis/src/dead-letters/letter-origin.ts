import { isControlTopic, transient } from '@crescendo/contracts';
import type { Ending, Why } from '../process/conclusion.ts';
import { type DeadLetter, deadLetters } from '../process/dead-letters.ts';
import { inbox } from '../process/inbox.ts';
import type { Origin } from '../process/origin.ts';
import { setAside } from '../process/set-aside.ts';
import type { Store } from '../store/store.ts';
import { causeOfDrain, type PartitionLock, takeLock } from './partition-lock.ts';
import { type Redriven, redriveCounts, redriven } from './redrives.ts';

/** Why a letter is removed. Counted separately from the outcome, which labels metrics. */
type Left = Exclude<Redriven, 'failed'>;

/**
 * A dead letter being drained, as the origin of its event. Either it is removed and the next event of its key is
 * marked, or it stays with all events behind it. `lock` is the state that the partition's row must still have.
 */
export function letterOrigin(
  store: Store,
  letter: DeadLetter,
  lock: PartitionLock,
): Origin & { dismiss(): Promise<void> } {
  const letters = store.model(deadLetters);
  const { _id, topic, partition } = letter;

  async function take(): Promise<undefined> {
    await takeLock(store, lock);
    const { status, attempts, redrive = { $exists: false } } = letter;
    if (!(await letters.exists({ _id, status, attempts, redrive })))
      throw transient('stale-offset', 'Another process has drained it.');
  }

  async function count(as: Redriven): Promise<void> {
    const { redrive } = letter;
    if (redrive === undefined) return; // a control event that was due, without a redrive
    const one = Object.fromEntries(redriven.map((each) => [each, each === as ? 1 : 0]));
    const row = { _id: `${redrive}/${topic}/${partition}` };
    const change = { $inc: one, $setOnInsert: { redrive, at: new Date() } };
    await store.model(redriveCounts).updateOne(row, change, { upsert: true });
  }

  /** Removes the letter and marks the first event behind it. */
  async function leave(as: Left, outcome: string): Promise<void> {
    const { key, redrive } = letter;
    await letters.deleteOne({ _id });
    // Nothing waits behind a control event that is dead.
    const isFollowed = key !== undefined && !(isControlTopic(topic) && letter.status === 'dead');
    const behind = { topic, key, status: 'parked' as const };
    const next = isFollowed ? await letters.findOne(behind, { _id: 1 }).sort({ offset: 1 }).lean() : null;
    const due = { status: 'set-aside' as const, nextAt: new Date() };
    const follow = redrive === undefined ? due : { redrive, redriveAs: 'redrive' as const };
    if (next) await letters.updateOne({ _id: next._id }, { $set: follow });
    await store.model(inbox).updateOne({ _id }, { $set: { outcome } });
    await count(as);
  }

  async function stay(change: Partial<DeadLetter>): Promise<void> {
    await letters.updateOne({ _id }, { $set: change, $unset: { redrive: 1, redriveAs: 1 } });
  }

  async function stayDead(why: Why): Promise<void> {
    const redriven = letter.status === 'dead' ? (letter.redriven ?? 0) + 1 : 0;
    await stay({ status: 'dead', redriven, ...why });
    await count('failed');
  }

  async function staySetAside(why: Why): Promise<void> {
    await stay(setAside({ ...why, attempts: letter.attempts + why.attempts }, Date.now()));
    await count('failed');
  }

  async function write(ending: Ending): Promise<void> {
    switch (ending.as) {
      case 'handled':
        return await leave('handled', ending.outcome.kind);
      case 'erased':
      case 'key-destroyed':
        return await leave('gone', 'gone');
      case 'held':
        // It waits with all other events of its customer.
        return await stay({ status: 'parked', code: 'held' });
      case 'dead-letter':
        return await stayDead(ending.why);
      case 'set-aside':
        return await staySetAside(ending.why);
    }
  }

  return {
    topic,
    partition,
    position: causeOfDrain(lock),
    take,
    isBehindDeadLetter: async () => false, // it is the first of its key
    write: (_, ending) => write(ending),
    dismiss: () =>
      store.transaction(async () => {
        await take();
        await leave('dismissed', 'dismissed');
      }),
  };
}
