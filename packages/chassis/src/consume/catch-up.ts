type Partition = { topic: string; partition: number };

/** Does something about a partition soon, once for all that asked for it meanwhile. */
export type CatchUp = {
  soon(at: Partition): void;
  /** Does at once what is due. */
  flush(): Promise<void>;
};

const idOf = ({ topic, partition }: Partition) => `${topic}/${partition}`;

/** How far a partition's row may lag behind records that nobody here handles: passing over them again costs nothing. */
const SOON_MS = 1_000;

/**
 * Keeps what is worth doing after a while from being done each time: of traffic that is not for a service, a write for
 * every batch would be most of what it writes.
 *
 * @param work rejects with nothing that it has not dealt with
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
