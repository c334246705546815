type Partition = { topic: string; partition: number };

/** Does something about a partition soon, once for all that asked for it meanwhile. */
export type CatchUp = { soon(at: Partition): void; stop(): void };

/** How far a partition's row may lag behind records that nobody here handles: passing over them again costs nothing. */
const SOON_MS = 1_000;

/**
 * Keeps what is worth doing after a while from being done each time: of traffic that is not for a service, a write for
 * every batch would be most of what it writes.
 *
 * @param work rejects with nothing that it has not dealt with
 */
export function createCatchUp(work: (at: Partition) => Promise<void>, ms = SOON_MS): CatchUp {
  const due = new Map<string, NodeJS.Timeout>();
  return {
    soon(at) {
      const id = `${at.topic}/${at.partition}`;
      if (due.has(id)) return;
      const run = () => {
        due.delete(id);
        void work(at);
      };
      due.set(id, setTimeout(run, ms).unref());
    },
    stop() {
      for (const timer of due.values()) clearTimeout(timer);
      due.clear();
    },
  };
}
