type Partition = { topic: string; partition: number };

/** Runs work on a partition, by its consumer or by a redrive, one after another. */
export type PartitionTurns = <T>(partition: Partition, work: () => Promise<T>) => Promise<T>;

export function createPartitionTurns(): PartitionTurns {
  const last = new Map<string, Promise<unknown>>();
  return ({ topic, partition }, work) => {
    const id = `${topic}/${partition}`;
    const mine = (last.get(id) ?? Promise.resolve()).then(work);
    last.set(
      id,
      mine.catch(() => undefined), // the caller gets the error; the next turn starts all the same
    );
    return mine;
  };
}
