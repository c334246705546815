type Partition = { topic: string; partition: number };

/** Runs work on a partition after a short delay, once for all requests in between. */
export type CatchUp = {
  soon(at: Partition): void;
  /** Runs all requested work now. */
  flush(): Promise<void>;
};

const idOf = ({ topic, partition }: Partition) => `${topic}/${partition}`;

/** How long a partition's row may lag behind records without a handler: to pass over them again costs nothing. */
const SOON_MS = 1_000;

/**
 * Combines repeated requests for the same work: with traffic that a service does not handle, one write per batch would
 * be most of its writes.
 *
 * @param work never rejects: it handles its own errors
 */
export function createCatchUp(work: (at: Partition) => Promise<void>, ms = SOON_MS): CatchUp {
  const due = new Map<string, { at: Partition; timer: NodeJS.Timeout }>();
  async function run(at: Partition): Promise<void> {
    const id = idOf(at);
    clearTimeout(due.get(id)?.timer);
    due.delete(id);
    await work(at);
  }
  return {
    soon(at) {
      const id = idOf(at);
      if (!due.has(id)) due.set(id, { at, timer: setTimeout(() => void run(at), ms).unref() });
    },
    async flush() {
      await Promise.all([...due.values()].map(({ at }) => run(at)));
    },
  };
}
