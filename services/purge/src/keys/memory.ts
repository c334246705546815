/** A cache with a time limit and a size limit; the oldest values go first. */
export type Memory<K, V> = {
  get(key: K, now: Date): V | undefined;
  set(key: K, value: V, now: Date): void;
  /** Drops the values of matching keys. */
  drop(matches: (key: K) => boolean): void;
};

export function createMemory<K, V>({ capacity, seconds }: { capacity: number; seconds: number }): Memory<K, V> {
  const held = new Map<K, { value: V; until: number }>();
  return {
    get(key, now) {
      const found = held.get(key);
      if (found && found.until > now.getTime()) return found.value;
      held.delete(key);
      return undefined;
    },
    set(key, value, now) {
      held.delete(key);
      held.set(key, { value, until: now.getTime() + seconds * 1000 });
      for (const oldest of held.keys()) {
        if (held.size <= capacity) break;
        held.delete(oldest);
      }
    },
    drop(matches) {
      for (const key of held.keys()) if (matches(key)) held.delete(key);
    },
  };
}
