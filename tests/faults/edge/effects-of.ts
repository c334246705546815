import { slackStream } from '@crescendo/contracts';
import { topicEnds } from '@crescendo/scan';
import mongoose from 'mongoose';
import { eventually } from '../eventually.ts';

const HEALED_WITHIN_MS = 120_000;

/** Reads the results of clicks: the stream they come on, and ingestion's events from them. */
export async function openEffects(engines: { brokers: string; adminUri: string }) {
  const connection = await mongoose.createConnection(engines.adminUri).asPromise();
  const [gateway, ingestion] = ['gateway', 'ingestion'].map((name) => connection.useDb(name));
  if (!gateway || !ingestion) throw new Error('there is no database of theirs');

  /** How much is still in progress, and the ends of the stream's partitions. */
  async function underWay(): Promise<{ waiting: number; ends: string }> {
    const ends = await topicEnds(engines.brokers, [slackStream.topic]);
    const kept = await gateway?.collection('outbox').countDocuments({ status: 'pending' });
    const rows = await ingestion?.collection('offsets').find({}).toArray();
    const handled = new Map((rows ?? []).map(({ _id, next }) => [String(_id), BigInt(next)]));
    const behind = [...ends].filter(([partition, end]) => (handled.get(partition) ?? 0n) < end);
    return { waiting: (kept ?? 0) + behind.length, ends: JSON.stringify([...ends].map(String).sort()) };
  }

  return {
    /** Resolves when nothing is in progress. Looks twice, because something could move on between two reads. */
    async settled(): Promise<void> {
      let before = '';
      await eventually(
        async () => {
          const { waiting, ends } = await underWay();
          const still = ends === before;
          before = ends;
          if (waiting > 0 || !still) throw new Error('clicks are still on their way');
        },
        { timeoutMs: HEALED_WITHIN_MS, everyMs: 300 },
      );
    },
    /** How many times each answer took effect, by its assignment. */
    async answers(): Promise<ReadonlyMap<string, number>> {
      const rows = await ingestion.collection('outbox').find({ type: 'answer-given' }).toArray();
      const counts = new Map<string, number>();
      for (const { value } of rows) {
        const { assignment } = JSON.parse(String(value)) as { assignment: string };
        counts.set(assignment, (counts.get(assignment) ?? 0) + 1);
      }
      return counts;
    },
    close: () => connection.close(),
  };
}
