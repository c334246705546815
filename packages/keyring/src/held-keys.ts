/** Leases by name. Exempt ones are never evicted and do not count towards the capacity. */
export type HeldKeys<L> = {
  get(name: string): L | undefined;
  /** Adds it as the most recently used. Beyond capacity, evicts the least recently used lease that is not exempt. */
  set(name: string, lease: L, options: { exempt: boolean }): void;
  delete(name: string): void;
  entries(): [name: string, lease: L][];
  size(): number;
  clear(): void;
};

/** @param capacity the maximum number of leases, not counting exempt ones */
export function createHeldKeys<L>(capacity: number): HeldKeys<L> {
  const exempt = new Map<string, L>();
  const others = new Map<string, L>();

  function drop(name: string): void {
    exempt.delete(name);
    others.delete(name);
  }

  return {
    get: (name) => exempt.get(name) ?? others.get(name),
    set(name, lease, options) {
      drop(name);
      if (options.exempt) {
        exempt.set(name, lease);
        return;
      }
      others.set(name, lease);
      for (const oldest of others.keys()) {
        if (others.size <= capacity) break;
        others.delete(oldest);
      }
    },
    delete: drop,
    entries: () => [...exempt, ...others],
    size: () => exempt.size + others.size,
    clear() {
      exempt.clear();
      others.clear();
    },
  };
}
