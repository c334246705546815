type Partition = { topic: string; partition: number };

/** Lets one piece of work on a partition begin when the one before it has ended: its consumer's, or a redrive's. */
export type PartitionTurns = <T>(partition: Partition, work: () => Promise<T>) => Promise<T>;

export function createPartitionTurns(): PartitionTurns {
  const last = new Map<string, Promise<unknown>>();
  return ({ topic, partition }, work) => {
    const id = `${topic}/${partition}`;
    const mine = (last.get(id) ?? Promise.resolve()).then(work);
    last.set(
      id,
      mine.catch(() => undefined), // whoever took the turn hears of it; the next one begins all the same
    );
    return mine;
  };
}
